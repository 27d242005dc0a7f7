"""Roles."""

import itertools

import pytest

from bot.access import Role, allowed, role_of

ADMINS = frozenset({1, 2})


@pytest.mark.parametrize(
    ("user_id", "admins", "role"),
    [(1, ADMINS, Role.ADMIN), (3, ADMINS, Role.CITIZEN), (None, ADMINS, Role.CITIZEN), (1, frozenset(), Role.CITIZEN)],
)
def test_only_those_named_are_administrators(user_id: int | None, admins: frozenset[int], role: Role) -> None:
    assert role_of(user_id, admins) is role


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.CITIZEN, {Role.CITIZEN}),
        (Role.OFFICIAL, {Role.CITIZEN, Role.OFFICIAL}),
        (Role.ADMIN, {Role.CITIZEN, Role.OFFICIAL, Role.ADMIN}),
    ],
)
def test_each_role_may_what_the_ones_before_it_may(role: Role, may: set[Role]) -> None:
    assert {needed for needed in Role if allowed(role, needed)} == may


def test_no_two_roles_may_the_same() -> None:
    reach = [tuple(allowed(role, needed) for needed in Role) for role in Role]
    assert all(a != b for a, b in itertools.combinations(reach, 2))
