"""Rows of tables in their many forms; CSV and JSON lines are in test_manifests.py."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from tasks.discover.readers.table_text import BadRow, NoTable
from tasks.discover.readers.tables import rows_in

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(path: Path, rows: list[list[object]]) -> Path:
    """An Excel file with one sheet, of texts and numbers."""

    def cell(value: object) -> str:
        if isinstance(value, (int, float)):
            return f"<c><v>{value}</v></c>"
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'

    data = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("[Content_Types].xml", _TYPES)
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{_RELATED}/officeDocument"'
            ' Target="xl/workbook.xml"/></Relationships>',
        )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheets><sheet name="Desk" sheetId="1" r:id="r1"/>'
            "</sheets></workbook>",
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{_RELATED}/worksheet"'
            ' Target="worksheets/sheet1.xml"/></Relationships>',
        )
        book.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{_MAIN}"><sheetData>{data}</sheetData></worksheet>'
        )
    return path


def read(path: Path) -> list[Any]:
    return list(rows_in(path, None, lambda _: None))


def test_a_workbook_is_read_whatever_its_name(tmp_path):
    rows: list[list[object]] = [
        ["url", "title", "id"],
        ["https://a.example/1", "One", 17],
        ["https://a.example/2", "Two", 18],
    ]
    wanted = [
        {"url": "https://a.example/1", "title": "One", "id": 17},
        {"url": "https://a.example/2", "title": "Two", "id": 18},
    ]
    for name in ("desk.xlsx", "desk.csv"):
        assert read(workbook(tmp_path / name, rows)) == wanted


def test_what_only_looks_like_a_workbook_is_refused_in_words(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(NoTable, match=r"no workbook that can be read .*: save it again"):
        read(tmp_path / "a.xlsx")


def test_one_broken_value_of_a_json_list_loses_what_is_behind_it_and_says_so(tmp_path):
    (tmp_path / "a.json").write_text('[{"url": "https://a.example/1"}, {"url": oh no}, {"url": "https://a.example/3"}]')
    first, second = read(tmp_path / "a.json")
    assert first == {"url": "https://a.example/1"}
    assert isinstance(second, BadRow)


def test_a_json_list_of_many_megabytes_is_read_piece_by_piece(tmp_path):
    text = "x" * 300_000
    rows = ",\n".join(f'{{"url": "https://a.example/{n}", "text": "{text}"}}' for n in range(20))
    (tmp_path / "a.json").write_text(f"[{rows}]")
    assert [row["url"] for row in read(tmp_path / "a.json")] == [f"https://a.example/{n}" for n in range(20)]
