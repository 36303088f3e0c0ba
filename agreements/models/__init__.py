from agreements.models.agreements import Agreement
from agreements.models.attachments import Attachment, AttachmentDownload
from agreements.models.boxes import Box, BoxLoan
from agreements.models.changes import Amendment, ChangeDraft, ChangeRequest
from agreements.models.conversation import Message, Note
from agreements.models.declarations import Declaration, MadeDeclaration
from agreements.models.defects import Defect, FormalCheck
from agreements.models.documents import IssuedDocument
from agreements.models.grants import Grant
from agreements.models.letters import CaseLetter, Correction
from agreements.models.mail import Collector, MailItem
from agreements.models.orphans import OrphanFile
from agreements.models.promotions import Promotion
from agreements.models.register import RegisterPrint, Spreadsheet
from agreements.models.requests import RequestedService, ServiceRequest
from agreements.models.services import Detail, Right, Service
from agreements.models.signing import Signature, SignedScan
from agreements.models.texts import DocumentText
from agreements.models.versions import RequestVersion
from agreements.numbering import Counter

__all__ = [
    "Agreement",
    "Amendment",
    "Attachment",
    "AttachmentDownload",
    "Box",
    "BoxLoan",
    "CaseLetter",
    "ChangeDraft",
    "ChangeRequest",
    "Collector",
    "Correction",
    "Counter",
    "Declaration",
    "Defect",
    "Detail",
    "DocumentText",
    "FormalCheck",
    "Grant",
    "IssuedDocument",
    "MadeDeclaration",
    "MailItem",
    "Message",
    "Note",
    "OrphanFile",
    "Promotion",
    "RegisterPrint",
    "RequestVersion",
    "RequestedService",
    "Right",
    "Service",
    "ServiceRequest",
    "Signature",
    "SignedScan",
    "Spreadsheet",
]
