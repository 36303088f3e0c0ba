from agreements.models.agreements import Agreement, Grant
from agreements.models.attachments import Attachment, AttachmentDownload
from agreements.models.conversation import Message, Note
from agreements.models.declarations import Declaration, MadeDeclaration
from agreements.models.defects import Defect, FormalCheck
from agreements.models.documents import IssuedDocument
from agreements.models.letters import CaseLetter, Correction
from agreements.models.notices import Notice
from agreements.models.requests import ServiceRequest
from agreements.models.services import Detail, Right, Service
from agreements.models.versions import RequestVersion
from agreements.models.wishes import RequestedService
from agreements.numbering import Counter

__all__ = [
    "Agreement",
    "Attachment",
    "AttachmentDownload",
    "CaseLetter",
    "Correction",
    "Counter",
    "Declaration",
    "Defect",
    "Detail",
    "FormalCheck",
    "Grant",
    "IssuedDocument",
    "MadeDeclaration",
    "Message",
    "Note",
    "Notice",
    "RequestVersion",
    "RequestedService",
    "Right",
    "Service",
    "ServiceRequest",
]
