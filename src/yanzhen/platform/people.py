"""Small things about people's names."""


def initials(name: str) -> str:
    """Two letters for the round picture: the given name of a Chinese person, initials of another."""
    if name and ord(name[0]) > 0x2E7F:
        return name[-2:] if len(name) > 2 else name
    return "".join(word[0] for word in name.split()[:2]).upper()
