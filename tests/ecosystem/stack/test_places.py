"""The state folder: who holds it, and what belongs to it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ecosystem.stack import reset
from ecosystem.stack.accounts import server_account
from ecosystem.stack.places import InUse, State, fits, state_folder
from ecosystem.stack.refusals import CannotStart


def test_two_processes_can_not_both_hold_a_folder(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    with (
        state.held("the first"),
        pytest.raises(InUse, match=rf"in use by the first \(process {os.getpid()}\)"),
        State(state.folder).held("the second"),
    ):
        pytest.fail("both hold it")


def test_a_holder_that_was_killed_holds_no_more(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    hold = f"""
import os
from pathlib import Path
from ecosystem.stack.places import State
with State(Path({str(state.folder)!r})).held("it"):
    os.kill(os.getpid(), 9)
"""
    assert subprocess.run([sys.executable, "-c", hold], check=False).returncode == -9
    with state.held("the next"):
        assert state.read("holder.json")["what"] == "the next"


def test_a_copy_of_a_state_folder_does_not_share_the_servers(tmp_path: Path) -> None:
    account = server_account()
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    state = State(closed / "state")
    home = state.servers(account)
    shutil.copytree(state.folder, closed / "copy", dirs_exist_ok=True)
    copy = State(closed / "copy")
    assert copy.servers(account) != home
    copy.clear()
    assert home.exists()
    state.clear()


@pytest.mark.parametrize(
    ("folder", "fit"),
    [("/tmp/x", True), ("/tmp/" + "x" * 88, True), ("/tmp/" + "x" * 89, False), ("/tmp/a b", False), ("/tmp/a,b", False), ("/tmp/圈", False)],
)
def test_a_socket_folder_must_fit_an_address_and_a_connection_string(folder: str, fit: bool) -> None:
    assert fits(Path(folder)) is fit


def test_an_unreadable_note_counts_as_absent(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    (state.folder / "done.json").write_text("{half")
    assert state.read("done.json") == {}


def test_notes_are_for_us_alone(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    state.write("note.json", {"a": 1})
    assert (state.folder / "note.json").stat().st_mode & 0o077 == 0


def test_the_state_folder_can_be_named() -> None:
    assert state_folder({"TWIN_STATE": "/elsewhere"}) == Path("/elsewhere")
    assert state_folder({}).name == ".state"


def test_a_folder_that_can_not_be_made_is_refused_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotStart, match="Name another folder with TWIN_STATE"):
        State(tmp_path / "file" / "state")


def test_a_user_without_a_name_is_told_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 3_999_999)
    with pytest.raises(CannotStart, match="has no name in /etc/passwd"):
        server_account()


def test_reset_clears_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWIN_STATE", str(tmp_path / "state"))
    State(tmp_path / "state").write("done.json", {"schema": "x"})
    assert reset.main() == 0
    assert not (tmp_path / "state").exists()
    assert reset.main() == 0


def test_reset_refuses_while_somebody_works_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("TWIN_STATE", str(tmp_path / "state"))
    with State(tmp_path / "state").held("make demo"):
        assert reset.main() == 1
    assert "in use by make demo" in capsys.readouterr().err
    assert (tmp_path / "state").exists()
