"""Unified social credit codes (GB 32100-2015) with both check digits, for whole arrays."""

import numpy as np
import pyarrow as pa

ALPHABET = np.array(list("0123456789ABCDEFGHJKLMNPQRTUWXY"))
WEIGHTS = np.array([pow(3, i, 31) for i in range(17)])
ORGANIZATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])
PREFIXES = np.array([[9, 1], [5, 2]])
"""A firm, and an institution run by the people (schools, hospitals)."""


def credit_codes(prefix: np.ndarray, division: np.ndarray, number: np.ndarray, seed: int) -> pa.Array:
    """Build codes: registrar, division of six digits, organisation code made from a running number.

    Different numbers below 31⁶ give different codes.
    """
    n = len(number)
    digits = np.zeros((n, 18), np.int64)
    digits[:, :2] = PREFIXES[prefix]
    digits[:, 2:8] = division[:, None] // 10 ** np.arange(5, -1, -1) % 10
    # Every organisation registered since 2015 begins with MA; the rest is the number, scattered one to one.
    digits[:, 8:10] = [np.flatnonzero(letter == ALPHABET)[0] for letter in "MA"]
    scattered = (number * 48_271_027 + seed % 31**6 * 7_919) % 31**6
    digits[:, 10:16] = scattered[:, None] // 31 ** np.arange(5, -1, -1) % 31
    digits[:, 16] = _organization_check(digits[:, 8:16])
    digits[:, 17] = -(digits[:, :17] @ WEIGHTS) % 31
    text = ALPHABET[digits].reshape(-1).astype("U1").view("U18")
    return pa.array(text.tolist(), pa.string())


def _organization_check(body: np.ndarray) -> np.ndarray:
    """The check digit of GB 11714: letters count from A = 10 in the full alphabet, 10 is written X."""
    values = np.array([int(c) if c.isdigit() else ord(c) - 55 for c in ALPHABET])
    rest = 11 - values[body] @ ORGANIZATION_WEIGHTS % 11
    letter_x = int(np.flatnonzero(ALPHABET == "X")[0])
    return np.where(rest == 10, letter_x, np.where(rest == 11, 0, rest))
