"""What is known about an article: title, people, dates, language, and where each value comes from."""
