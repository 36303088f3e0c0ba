"""What has changed: the working tree, and the commits that the upstream branch has not."""

import subprocess
from pathlib import Path

from jcop.make.processes import Failure
from jcop.ops.database import ROOT

UPSTREAM = ("@{upstream}", "origin/HEAD", "origin/main")


def git(*words: str, root: Path = ROOT) -> str:
    """What git answers; nothing if it refuses."""
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def base(root: Path = ROOT) -> str:
    """Since when: where the branch left its upstream (or origin's main); without any, the last commit."""
    for upstream in UPSTREAM:
        if commit := git("merge-base", "HEAD", upstream, root=root):
            return commit
    if commit := git("rev-parse", "HEAD", root=root):
        return commit
    raise Failure("`make check` asks git what has changed, and this is no checkout: type `make test`.")


def changed(since: str, root: Path = ROOT) -> set[str]:
    """Paths that differ from that commit, deleted and new ones included; what git ignores is none."""
    differing = git("diff", "--name-only", "--no-renames", "-z", since, root=root)
    new = git("ls-files", "--others", "--exclude-standard", "-z", root=root)
    return {path for path in (differing + "\0" + new).split("\0") if path}
