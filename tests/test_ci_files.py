"""What CI runs for users: the workflows of `papernotes init`, the action, the hooks; each run where it can be."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from papernotes.cli import COMMANDS
from test_cli import ok

TOP = Path(__file__).parent.parent
# Read in the tags of the repositories themselves: https://github.com/actions
PINNED = {
    "actions/checkout": "3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
    "actions/setup-python": "5fda3b95a4ea91299a34e894583c3862153e4b97 # v7.0.0",
    "actions/cache/restore": "27d5ce7f107fe9357f9df03efb73ab90386fccae # v5.0.5",
    "actions/cache/save": "27d5ce7f107fe9357f9df03efb73ab90386fccae # v5.0.5",
    "actions/upload-pages-artifact": "fc324d3547104276b827a68afc52ff2a11cc49c9 # v5.0.0",
    "actions/deploy-pages": "cd2ce8fcbc39b97be8ca5fce6e763baed58fa128 # v5.0.0",
}
WRITERS = {"publish": {"pages": "write", "id-token": "write"}, "issue": {"issues": "write"}}


@pytest.fixture(params=["zh", "en"])
def base(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    ok(tmp_path, "init", str(tmp_path / "kb"), "--language", request.param)
    return tmp_path / "kb"


def workflows(base: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted((base / ".github" / "workflows").glob("*.yml"))}


def steps(text: str) -> list[dict[str, Any]]:
    said = yaml.safe_load(text)
    jobs = said["jobs"].values() if "jobs" in said else [said["runs"]]
    return [step for job in jobs for step in job["steps"]]


def test_what_init_writes(tmp_path: Path) -> None:
    def made(ci: str) -> set[str]:
        ok(tmp_path, "init", str(tmp_path / ci), "--ci", ci)
        return {str(p.relative_to(tmp_path / ci)) for p in (tmp_path / ci).rglob("*") if p.is_file()}

    none = made("none")
    assert made("gitlab") - none == {".gitlab-ci.yml"}
    names = {".github/workflows/site.yml", ".github/workflows/links.yml", ".github/dependabot.yml"}
    assert made("github") - none == names


def test_every_action_is_pinned(base: Path) -> None:
    texts = [*workflows(base).values(), (TOP / "action.yml").read_text("utf-8")]
    used = [match for text in texts for match in re.findall(r"uses: ([^@\s]+)@([^\n]+)", text)]
    assert used and all(PINNED[name] == version for name, version in used)


def test_permissions(base: Path) -> None:
    for text in workflows(base).values():
        said = yaml.safe_load(text)
        assert said["permissions"] == {} and said["concurrency"]
        for name, job in said["jobs"].items():
            assert job["timeout-minutes"] <= 60
            assert job["permissions"] == WRITERS.get(name, {"contents": "read"})
        assert "pull_request_target" not in text and "workflow_run" not in text


def test_checkout_leaves_no_token_and_scripts_hold_no_expressions(base: Path) -> None:
    for text in [*workflows(base).values(), (TOP / "action.yml").read_text("utf-8")]:
        for step in steps(text):
            if step.get("uses", "").startswith("actions/checkout"):
                assert step["with"]["persist-credentials"] is False
            assert "${{" not in step.get("run", "")


def test_a_pull_request_runs_offline_without_secrets_or_caches(base: Path) -> None:
    texts = workflows(base)
    assert "pull_request:" in texts["site.yml"] and "pull_request:" not in texts["links.yml"]
    assert "secrets." not in texts["site.yml"] and "cache" not in texts["site.yml"]
    assert "papernotes links" not in texts["site.yml"] and "--online" not in texts["site.yml"]
    save = next(step for step in steps(texts["links.yml"]) if "cache/save" in step.get("uses", ""))
    assert save["if"] == "always()" and "run_id" in save["with"]["key"]
    assert "default_branch" in yaml.safe_load(texts["links.yml"])["jobs"]["links"]["if"]


def test_the_job_that_may_write_runs_nothing_of_the_repository(base: Path) -> None:
    job = yaml.safe_load(workflows(base)["links.yml"])["jobs"]["issue"]
    assert all(
        "uses" not in step and "papernotes links" not in step.get("run", "").split("marker")[0] for step in job["steps"]
    )


def test_the_commands_are_ours(base: Path) -> None:
    ok(base.parent, "init", str(base.parent / "lab"), "--ci", "gitlab")
    lab = (base.parent / "lab" / ".gitlab-ci.yml").read_text("utf-8")
    for text in [*workflows(base).values(), lab]:
        used = re.findall(r"(?m)^\s*(?:- )?(?:run: )?papernotes (\w+)", text)
        assert used and set(used) <= set(COMMANDS)


# It is GitHub's program, and stands for its server: it keeps the issues in a file.
GH = """#!/bin/sh
printf '%s\\n' "$*" >> "$CALLS"
case "$1 $2" in
  "api --paginate") cat "$OPEN" ;;
  "issue create") echo 7 > "$OPEN" ;;
  "issue close") : > "$OPEN" ;;
esac
"""


@pytest.fixture
def issue(base: Path, tmp_path: Path) -> Any:
    """Runs the step that keeps the issue with an exit code of the link check; gives its own and what it asked for."""
    step = yaml.safe_load(workflows(base)["links.yml"])["jobs"]["issue"]["steps"][0]
    (tmp_path / "gh").write_text(GH)
    (tmp_path / "gh").chmod(0o755)
    (tmp_path / "open").write_text("")
    env = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "GITHUB_REPOSITORY": "a/b", "RUNNER_TEMP": str(tmp_path)}
    env |= {"OPEN": str(tmp_path / "open"), "CALLS": str(tmp_path / "calls"), "TITLE": "t", "GREEN": "g"}

    def run(status: str, report: str = "r") -> tuple[int, list[str]]:
        (tmp_path / "calls").write_text("")
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", step["run"]], env={**env, "STATUS": status, "REPORT": report}, check=False
        )
        calls = (tmp_path / "calls").read_text().splitlines()
        return done.returncode, [" ".join(call.split()[:3]) for call in calls if call.startswith("issue")]

    return run


def test_there_is_one_issue(issue: Any, tmp_path: Path) -> None:
    assert issue("0") == (0, [])
    assert issue("1", "$(touch hacked) `x` \"'") == (0, ["issue create --repo"])
    body = (tmp_path / "body.md").read_text()
    assert body == "<!-- papernotes: links -->\n\n$(touch hacked) `x` \"'\n"
    assert issue("1") == (0, ["issue edit 7"])
    assert issue("3") == (1, []) and issue("") == (1, [])
    assert issue("0") == (0, ["issue close 7"])
    assert issue("0") == (0, [])


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="shellcheck is not here")
def test_scripts_of_the_shell(base: Path) -> None:
    for text in [*workflows(base).values(), (TOP / "action.yml").read_text("utf-8")]:
        for script in (step["run"] for step in steps(text) if "run" in step):
            done = subprocess.run(
                ["shellcheck", "-s", "bash", "-"], input=script, text=True, capture_output=True, check=False
            )
            assert not done.stdout


@pytest.mark.skipif(not shutil.which("zizmor"), reason="zizmor is not here")
def test_zizmor_finds_nothing(base: Path) -> None:
    command = ["zizmor", "--offline", "--no-progress", str(base / ".github"), str(TOP / "action.yml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(not shutil.which("actionlint"), reason="actionlint is not here")
def test_actionlint_finds_nothing(base: Path) -> None:
    files = [str(path) for path in (base / ".github" / "workflows").glob("*.yml")]
    done = subprocess.run(["actionlint", *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


ACTION = {"check": 0, "build": 0, "rm -rf": 2, "$(exit 9)": 2}


@pytest.mark.parametrize("command", ACTION)
def test_the_action_takes_three_commands(command: str, tmp_path: Path) -> None:
    step = next(step for step in steps((TOP / "action.yml").read_text("utf-8")) if step.get("id") == "run")
    program = tmp_path / "papernotes" / "bin" / "papernotes"
    program.parent.mkdir(parents=True)
    # What stands where pip puts the command: it says what it was asked.
    program.write_text('#!/bin/sh\necho "$@"\n')
    program.chmod(0o755)
    env = {**os.environ, "COMMAND": command, "ROOT": "a b", "RUNNER_TEMP": str(tmp_path)}
    env["GITHUB_OUTPUT"] = str(tmp_path / "out")
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", step["run"]], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == ACTION[command]
    assert done.returncode or done.stdout.startswith("-C a b " + command)


def test_hooks() -> None:
    hooks = {hook["id"]: hook for hook in yaml.safe_load((TOP / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    assert set(hooks) == {"papernotes-check", "papernotes-fmt"}
    for hook in hooks.values():
        assert hook["entry"].split()[1] in COMMANDS and hook["language"] == "python" and hook["require_serial"]
    assert hooks["papernotes-check"]["pass_filenames"] is False
