"""Keys in links to invitations and shared reports: only their digest is stored."""

from hashlib import sha256


def key_digest(key: str) -> str:
    """Returns the SHA-256 digest of a key, which is what is stored."""
    return sha256(key.encode()).hexdigest()
