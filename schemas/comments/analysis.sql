-- What do the tables and columns of the schema analysis mean (what the articles say together)?
COMMENT ON TABLE analysis.analysed IS 'Which version of each article has been analysed, and how that ended: one row an article.';
COMMENT ON COLUMN analysis.analysed.article_id IS 'The article.';
COMMENT ON COLUMN analysis.analysed.version IS 'The version that was read. Where the article has a newer one, it is read by the next run.';
COMMENT ON COLUMN analysis.analysed.method IS 'Number of the method; articles read by an older one are read again.';
COMMENT ON COLUMN analysis.analysed.status IS 'read, cut (only the beginning), failed, or comparing: it is read, and will be read again, as the comparing did not end.';
COMMENT ON COLUMN analysis.analysed.reason IS 'Why it is not read, or only in part: too_long, too_many_quotations, timeout, crash, error.';
COMMENT ON COLUMN analysis.analysed.language IS 'Language that the text was read as; speakers are named only in languages that have rules.';
COMMENT ON COLUMN analysis.analysed.day IS 'Day (UTC) by which it is compared: of publication, else when it was first seen.';
COMMENT ON COLUMN analysis.analysed.agency IS 'News agency that the article credits in its byline, dateline or last line.';
COMMENT ON COLUMN analysis.analysed.words IS 'Words of the body, as letters and digits in a row.';
COMMENT ON COLUMN analysis.analysed.quoted_words IS 'Of these, words inside quotation marks.';
COMMENT ON COLUMN analysis.analysed.analysed_at IS 'When it was analysed.';

COMMENT ON TABLE analysis.quotations IS 'One row a quotation, as offsets into the body. The view who_said_what gives the words.';
COMMENT ON COLUMN analysis.quotations.article_id IS 'The article.';
COMMENT ON COLUMN analysis.quotations.version IS 'Its version.';
COMMENT ON COLUMN analysis.quotations.position IS 'Number in the article, from 0, in the order of opening marks.';
COMMENT ON COLUMN analysis.quotations.char_start IS 'First character behind the opening mark, counted in code points from 0.';
COMMENT ON COLUMN analysis.quotations.char_end IS 'Behind the last character before the closing mark.';
COMMENT ON COLUMN analysis.quotations.kind IS 'direct (whole sentences), partial (a few words of one), slogan, scare (words the writer keeps at a distance) or title.';
COMMENT ON COLUMN analysis.quotations.mark IS 'The opening mark as written.';
COMMENT ON COLUMN analysis.quotations.words IS 'Its words.';
COMMENT ON COLUMN analysis.quotations.continues IS 'Position of the quotation that it continues: that one has no closing mark, because the speaker goes on.';
COMMENT ON COLUMN analysis.quotations.nested_in IS 'Position of the quotation that it stands in; what is quoted inside a quotation has no speaker of its own.';
COMMENT ON COLUMN analysis.quotations.verb IS 'Lemma of the verb that reports it.';
COMMENT ON COLUMN analysis.quotations.rule IS 'Which rule found the speaker, or who it would have been; null where none fits.';
COMMENT ON COLUMN analysis.quotations.precision IS 'Share of speakers that this rule names rightly, as measured. Below .8 no speaker is stored.';
COMMENT ON COLUMN analysis.quotations.speaker_start IS 'Where the speaker as written begins in the body; null where nobody is named.';
COMMENT ON COLUMN analysis.quotations.speaker_end IS 'Behind the speaker as written.';

COMMENT ON TABLE analysis.quotation_speakers IS 'One row a speaker of a quotation, by name; two rows where two people say it together.';
COMMENT ON COLUMN analysis.quotation_speakers.article_id IS 'The article.';
COMMENT ON COLUMN analysis.quotation_speakers.version IS 'Its version.';
COMMENT ON COLUMN analysis.quotation_speakers.position IS 'The quotation.';
COMMENT ON COLUMN analysis.quotation_speakers.number IS 'From 0.';
COMMENT ON COLUMN analysis.quotation_speakers.name IS 'The fullest form of the name in that article, he and she resolved; null where nobody is named ("a spokesman").';
COMMENT ON COLUMN analysis.quotation_speakers.kind IS 'person, organisation, group, document or unnamed.';

COMMENT ON TABLE analysis.people IS 'One row a person that an article names.';
COMMENT ON COLUMN analysis.people.article_id IS 'The article.';
COMMENT ON COLUMN analysis.people.version IS 'Its version.';
COMMENT ON COLUMN analysis.people.number IS 'Number in the article, from 0.';
COMMENT ON COLUMN analysis.people.name IS 'The fullest form of the name in the article, without titles.';
COMMENT ON COLUMN analysis.people.gender IS 'm or f where a title, a role or the first name says so; it serves to resolve he and she.';
COMMENT ON COLUMN analysis.people.mentions IS 'How often the article names the person; he and she are not counted.';

COMMENT ON TABLE analysis.mentions IS 'One row a place where a person is named.';
COMMENT ON COLUMN analysis.mentions.article_id IS 'The article.';
COMMENT ON COLUMN analysis.mentions.version IS 'Its version.';
COMMENT ON COLUMN analysis.mentions.number IS 'The person, by its number in people.';
COMMENT ON COLUMN analysis.mentions.char_start IS 'First character of the name with a short title (Mr, Ms), in code points from 0.';
COMMENT ON COLUMN analysis.mentions.char_end IS 'Behind the last character.';
COMMENT ON COLUMN analysis.mentions.is_quoted IS 'Whether the name stands inside a quotation.';

COMMENT ON TABLE analysis.copies IS 'One row a pair of articles of which one has prose of the other. Words that both quote are not counted: two reports of one speech share those.';
COMMENT ON COLUMN analysis.copies.earlier_id IS 'The article that was published first.';
COMMENT ON COLUMN analysis.copies.earlier_version IS 'Its version.';
COMMENT ON COLUMN analysis.copies.later_id IS 'The other one.';
COMMENT ON COLUMN analysis.copies.later_version IS 'Its version.';
COMMENT ON COLUMN analysis.copies.kind IS 'same (one report: captions, credits and a few sentences differ), copy (most of the shorter one is in the other) or part.';
COMMENT ON COLUMN analysis.copies.prose_words IS 'Words of the later one, outside quotations, that the earlier one has in the same order.';
COMMENT ON COLUMN analysis.copies.quoted_words IS 'Words inside quotations that both have; told, but not counted.';
COMMENT ON COLUMN analysis.copies.share IS 'prose_words by all words of the later one outside quotations.';
COMMENT ON COLUMN analysis.copies.containment IS 'Share of the five-word sequences of the shorter one that the other has too.';
COMMENT ON COLUMN analysis.copies.agency IS 'News agency that one of the two credits: both may have the text from there.';

COMMENT ON TABLE analysis.copy_parts IS 'One row a stretch of a later article that the earlier one has; at most 50 a pair.';
COMMENT ON COLUMN analysis.copy_parts.earlier_id IS 'The article that was published first.';
COMMENT ON COLUMN analysis.copy_parts.later_id IS 'The other one.';
COMMENT ON COLUMN analysis.copy_parts.part IS 'From 0, in the order of the later article.';
COMMENT ON COLUMN analysis.copy_parts.later_start IS 'First character in the later body, in code points from 0.';
COMMENT ON COLUMN analysis.copy_parts.later_end IS 'Behind the last character.';
COMMENT ON COLUMN analysis.copy_parts.earlier_start IS 'First character in the earlier body.';
COMMENT ON COLUMN analysis.copy_parts.earlier_end IS 'Behind the last character.';
COMMENT ON COLUMN analysis.copy_parts.words IS 'Words of the stretch in the later article.';

COMMENT ON TABLE analysis.stories IS 'One row an event that at least two articles report.';
COMMENT ON COLUMN analysis.stories.story_id IS 'UUIDv5 of its first article when the story was made; it stays while articles come and go.';
COMMENT ON COLUMN analysis.stories.articles IS 'Articles in it.';
COMMENT ON COLUMN analysis.stories.sources IS 'Sources of these.';
COMMENT ON COLUMN analysis.stories.first_at IS 'When the first of them was published, else first seen.';
COMMENT ON COLUMN analysis.stories.last_at IS 'The same of the last one.';

COMMENT ON TABLE analysis.story_articles IS 'One row an article that reports a story; an article is in one story at most.';
COMMENT ON COLUMN analysis.story_articles.story_id IS 'The story.';
COMMENT ON COLUMN analysis.story_articles.article_id IS 'The article.';
COMMENT ON COLUMN analysis.story_articles.reported_at IS 'When it was published, else first seen.';

COMMENT ON TABLE analysis.story_links IS 'One row a pair of articles of the same days, and how near they are: what stories are decided from. The nearest 25 of an article are kept.';
COMMENT ON COLUMN analysis.story_links.one_id IS 'An article.';
COMMENT ON COLUMN analysis.story_links.other_id IS 'Another one.';
COMMENT ON COLUMN analysis.story_links.similarity IS 'From 0 to 1: cosine of their weighted terms.';
COMMENT ON COLUMN analysis.story_links.day IS 'Day of the later one.';

COMMENT ON TABLE analysis.utterances IS 'Spoken words that at least two articles quote: one row an utterance, in its longest wording.';
COMMENT ON COLUMN analysis.utterances.utterance_id IS 'UUIDv5 of its longest wording when it was made.';
COMMENT ON COLUMN analysis.utterances.article_id IS 'The article with the longest wording.';
COMMENT ON COLUMN analysis.utterances.version IS 'Its version.';
COMMENT ON COLUMN analysis.utterances.position IS 'The quotation there.';
COMMENT ON COLUMN analysis.utterances.words IS 'Words of that quotation.';
COMMENT ON COLUMN analysis.utterances.articles IS 'Articles that quote of it.';
COMMENT ON COLUMN analysis.utterances.sources IS 'Sources of these.';

COMMENT ON TABLE analysis.utterance_quotations IS 'One row a quotation of an utterance; a quotation is in one utterance at most.';
COMMENT ON COLUMN analysis.utterance_quotations.utterance_id IS 'The utterance.';
COMMENT ON COLUMN analysis.utterance_quotations.article_id IS 'The article.';
COMMENT ON COLUMN analysis.utterance_quotations.version IS 'Its version.';
COMMENT ON COLUMN analysis.utterance_quotations.position IS 'The quotation there.';

COMMENT ON TABLE analysis.said_unquoted IS 'One row a run of words that one article quotes and another of the same story has as its own, without marks.';
COMMENT ON COLUMN analysis.said_unquoted.article_id IS 'The article that quotes.';
COMMENT ON COLUMN analysis.said_unquoted.version IS 'Its version.';
COMMENT ON COLUMN analysis.said_unquoted.position IS 'The quotation there.';
COMMENT ON COLUMN analysis.said_unquoted.other_id IS 'The article that says it without marks.';
COMMENT ON COLUMN analysis.said_unquoted.other_version IS 'Its version.';
COMMENT ON COLUMN analysis.said_unquoted.char_start IS 'First character there, in code points of its body from 0.';
COMMENT ON COLUMN analysis.said_unquoted.char_end IS 'Behind the last character.';
COMMENT ON COLUMN analysis.said_unquoted.words IS 'Words in a row that are the same.';

COMMENT ON TABLE analysis.copy_keys IS 'By what copies find one another: one row a hash of five words in a row, of a few such of each article.';
COMMENT ON COLUMN analysis.copy_keys.key IS 'Hash of five words in a row.';
COMMENT ON COLUMN analysis.copy_keys.article_id IS 'An article that has them outside quotations.';

COMMENT ON TABLE analysis.quotation_keys IS 'By what the same spoken words find one another: one row a hash of five words in a row, in quotations of at least eight.';
COMMENT ON COLUMN analysis.quotation_keys.key IS 'Hash of five words in a row.';
COMMENT ON COLUMN analysis.quotation_keys.article_id IS 'An article that quotes them.';
COMMENT ON COLUMN analysis.quotation_keys.position IS 'The quotation there.';

COMMENT ON TABLE analysis.article_terms IS 'One row an article: its heaviest words, by which stories are found.';
COMMENT ON COLUMN analysis.article_terms.article_id IS 'The article.';
COMMENT ON COLUMN analysis.article_terms.day IS 'Day by which it is compared.';
COMMENT ON COLUMN analysis.article_terms.terms IS 'Words in lower case, without the plural''s s; at most 80.';
COMMENT ON COLUMN analysis.article_terms.weights IS 'How often, words of the title, of the lead and with a capital counted twice; in the order of terms.';

COMMENT ON TABLE analysis.utterance_speakers IS 'Who said an utterance: one row an utterance for which the articles that quote it agree on a speaker. A copy has no vote beside the article that it copies.';
COMMENT ON COLUMN analysis.utterance_speakers.utterance_id IS 'The utterance.';
COMMENT ON COLUMN analysis.utterance_speakers.name IS 'The speaker, in the form that most of them use.';
COMMENT ON COLUMN analysis.utterance_speakers.kind IS 'person, organisation, group, document or unnamed.';
COMMENT ON COLUMN analysis.utterance_speakers.votes IS 'Articles that name this speaker.';
COMMENT ON COLUMN analysis.utterance_speakers.voters IS 'Articles that name any speaker.';
COMMENT ON COLUMN analysis.utterance_speakers.is_sure IS 'At least two articles, and three quarters of all, name this speaker: who_said_what then gives it for the others too.';
