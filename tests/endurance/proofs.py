"""The proofs in full size, each with what it needs."""

from tests.endurance import changes, fuzz, kill, servers, soak
from tests.endurance.sites import new_site, run


def prove_fuzz(folder, say, size, seed):
    """20,000 odd requests."""
    data_dir = new_site(folder / "site")
    run(data_dir, "tests.browser.full_content")
    fuzz.prove(data_dir, say, size or 20_000, seed)


def prove_soak(folder, say, size, seed):
    """Five minutes."""
    soak.prove(new_site(folder / "site"), say, size or 300)


def prove_kill(folder, say, size, seed):
    """200 rounds."""
    (folder / "archives").mkdir()
    kill.prove(new_site(folder / "site"), folder / "archives", say, size or 200, seed)


def prove_changes(folder, say, size, seed):
    """Each kind of change twenty times, and taken back as often."""
    changes.prove(new_site(folder / "site"), say, size or 20, seed)


def prove_servers(folder, say, size, seed):
    """300 publishes, and outages of a minute and a half."""
    folder.chmod(0o755)  # the user that PostgreSQL runs as must get in
    servers.prove(folder, say, size or 300, seconds=90)


FULL_SIZE = {
    "fuzz": prove_fuzz,
    "soak": prove_soak,
    "kill": prove_kill,
    "changes": prove_changes,
    "servers": prove_servers,
}
