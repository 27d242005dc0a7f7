"""The national portal's JSON as its public API sends it: what of it we read, and of which type."""

from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

CODE = r"^\d\.\d{6,9}(-\w+)?$"
"""Nearly always six digits; a few rows of the catalogue bear other forms."""


class Wire(BaseModel):
    """A part of the portal's answer: what we read is checked, what we do not read may change."""

    model_config = ConfigDict(extra="ignore", strict=True, str_strip_whitespace=True)


class Named(Wire):
    """A thing with a name and a code."""

    name: str | None = None
    code: str | None = None


class Paper(Named):
    """A paper of the dossier; 0 and 0 copies mean that they are not counted."""

    originalQty: int | None = None
    copyQty: int | None = None


class Case(Wire):
    """A case of the matter, with the papers it needs."""

    name: str | None = None
    profileComponents: list[Paper] = []


class FeeRow(Wire):
    """A fee in the named currency, the đồng where none is named; `value` 0 often stands beside a tariff told in words."""

    type: str | None = None
    currencyName: str | None = None
    value: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    description: str | None = None


class Method(Wire):
    """A way to hand in, with its time and fees; a unit OTHER is no unit."""

    submissionMethod: str
    processingTime: int | float | str | None = None
    processingTimeUnit: str | None = None
    description: str | None = None
    fees: list[FeeRow] = []


class Step(Wire):
    """A step."""

    name: str | None = None
    description: str | None = None


class Decision(Wire):
    """The decision that published the procedure."""

    proposalNumber: str | None = None


class DetailRow(Wire):
    """A procedure in full."""

    id: str
    code: str = Field(pattern=CODE)
    name: str = Field(min_length=1)
    category: Named | None = None
    categoriesDetails: list[Named] = []
    executingAgencies: str | None = None
    departmentsExecuting: list[Named] = []
    departmentPromulgateName: str | None = None
    dossierReceivingAddresses: str | None = None
    requirementsAndConditions: str | None = None
    executionSteps: list[Step] = []
    executionMethods: list[Method] = []
    executionCases: list[Case] = []
    resultsDetails: list[Named] = []
    subjectTypesDetails: list[Named] = []
    legalBasisesDetails: list[Named] = []
    procedureProposal: Decision | None = None
    type: str | None = None
    isWard: bool = False
    isProvince: bool = False
    isMinistry: bool = False
    isOtherAgency: bool = False
    isFullProcess: bool = False
    updatedAt: int | None = None


class Answer(Wire):
    """The answer to get-formality-by-citizen."""

    code: str
    data: DetailRow


class CatalogRow(Wire):
    """A row of list-all-public-formality-by-citizen."""

    id: str
    code: str = Field(pattern=CODE)
    name: str = Field(min_length=1)
    categories: list[str] = []
    departments: list[str | None] = []
    departmentPromulgate: str | None = None
    formalityTargetType: list[str] = []
    type: str | None = None
    state: str | None = None


class ListData(Wire):
    """A page of the list; `lastId` is what to ask the next one with. Rows are read one by one: a bad one spoils no page."""

    items: list[dict[str, Any]] = Field(validation_alias=AliasChoices("items", "rows"))
    lastId: str | None = None
    total: int | None = None


class ListAnswer(Wire):
    """The answer to list-all-public-formality-by-citizen."""

    code: str
    data: ListData
