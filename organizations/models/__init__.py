from organizations.models.access_requests import AccessRequest
from organizations.models.authorities import RegisterAuthority
from organizations.models.invitations import Invitation
from organizations.models.letters import Letter

# Migration 0001 names new_key here.
from organizations.models.organizations import Organization, new_key
from organizations.models.people import (
    Membership,
    Representative,
    Verification,
)

__all__ = [
    "AccessRequest",
    "Invitation",
    "Letter",
    "Membership",
    "Organization",
    "RegisterAuthority",
    "Representative",
    "Verification",
    "new_key",
]
