"""A published version never changes."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

import forms
from forms import publishing
from forms.definition import Form
from forms.publishing import PublishedFormChanged, publish

FORM = forms.current()


def check_published(form: Form, folder: Path = publishing.FOLDER) -> None:
    """Raise PublishedFormChanged unless every published file is what it was when it was published, and the declared
    form is either the newest published one or has a higher number.
    """
    sums = publishing._checksums(folder)
    files = {path.name for path in folder.glob("*.json")} - {publishing.CHECKSUMS}
    if files != set(sums):
        raise PublishedFormChanged(
            f"not in step with {publishing.CHECKSUMS}: {sorted(files ^ set(sums))}"
        )
    for name, expected in sums.items():
        if publishing._checksum((folder / name).read_text("utf-8")) != expected:
            raise PublishedFormChanged(f"{name} was edited after it was published")
    newest = max(publishing.versions(form.id, folder), default=0)
    if form.version < newest:
        raise PublishedFormChanged(
            f"version {newest} is published, the declaration says {form.version}"
        )
    if form.version == newest and publishing.as_json(form) != publishing.as_json(
        publishing.read(form.id, newest, folder)
    ):
        raise PublishedFormChanged(
            f"the declaration differs from published version {newest}: raise its version number"
        )


def test_the_published_files_are_what_they_were_and_the_declaration_has_not_drifted() -> None:
    check_published(FORM)


def test_a_published_version_is_the_whole_form() -> None:
    assert publishing.from_json(publishing.as_json(FORM)) == FORM


def test_the_text_is_the_same_every_time() -> None:
    assert publishing.as_json(FORM) == publishing.as_json(
        publishing.from_json(publishing.as_json(FORM))
    )


def test_publishing_writes_once_and_is_harmless_again(tmp_path: Path) -> None:
    path = publish(FORM, tmp_path)
    written = path.read_bytes()
    assert publish(FORM, tmp_path).read_bytes() == written
    assert publishing.versions(FORM.id, tmp_path) == (FORM.version,)
    check_published(FORM, tmp_path)


def test_another_form_under_a_taken_number_is_refused(tmp_path: Path) -> None:
    path = publish(FORM, tmp_path)
    written = path.read_bytes()
    other = dataclasses.replace(FORM, title="Another visit")
    with pytest.raises(PublishedFormChanged, match="raise"):
        publish(other, tmp_path)
    with pytest.raises(PublishedFormChanged, match="raise its version number"):
        check_published(other, tmp_path)
    assert path.read_bytes() == written


def test_an_edited_file_is_noticed(tmp_path: Path) -> None:
    path = publish(FORM, tmp_path)
    path.write_text(path.read_text("utf-8").replace("Did you see baby?", "Was baby seen?"), "utf-8")
    with pytest.raises(PublishedFormChanged, match="edited after it was published"):
        check_published(FORM, tmp_path)


def test_a_file_put_there_by_hand_is_noticed(tmp_path: Path) -> None:
    publish(FORM, tmp_path)
    (tmp_path / "holistic_visit-2.json").write_text("{}", "utf-8")
    with pytest.raises(PublishedFormChanged, match=r"holistic_visit-2\.json"):
        check_published(FORM, tmp_path)


def test_the_declaration_may_run_ahead_but_not_fall_behind(tmp_path: Path) -> None:
    ahead = dataclasses.replace(FORM, version=FORM.version + 1)
    publish(FORM, tmp_path)
    check_published(ahead, tmp_path)
    publish(ahead, tmp_path)
    assert publishing.versions(FORM.id, tmp_path) == (FORM.version, FORM.version + 1)
    with pytest.raises(PublishedFormChanged, match="the declaration says"):
        check_published(FORM, tmp_path)


def test_versions_are_found_by_number() -> None:
    assert forms.versions()[-1] == forms.latest().version
    assert forms.published(1).version == 1
    with pytest.raises(forms.UnknownVersion):
        forms.published(99)


def test_a_published_file_with_a_broken_condition_is_not_used(tmp_path: Path) -> None:
    frozen = json.loads(publishing.as_json(FORM))
    frozen["sections"][0]["fields"][1]["show_if"] = 'shoe_size == "big"'
    with pytest.raises(forms.declaring.DeclarationError, match="contact_reason: unknown field"):
        publishing.from_json(json.dumps(frozen))
