"""Value objects of the fields: what a citation, a time limit, a code or a number means.

Pure functions and frozen values: text in, meaning out. Nothing here reads files or raises on
published text unless its docstring says so.
"""

from forms.values.articles import (
    ArticleRef,
    article_problems,
    find_articles,
    parse_articles,
    read_articles,
)
from forms.values.citation import (
    BasisText,
    Citation,
    full_title_hint,
    leftovers,
    parse_basis_text,
)
from forms.values.codes import (
    PROVINCES,
    BusinessItemCode,
    CatalogCode,
    ImplementationCode,
    RegionCode,
    business_item_code_problem,
    catalog_code_problem,
    implementation_code_problem,
    region_code_problem,
    uscc_check_char,
    uscc_problem,
)
from forms.values.contacts import (
    Finding,
    find_personal_data,
    is_mobile,
    normalise_phone,
    phone_problems,
)
from forms.values.dates import FoundDate, find_dates, parse_date
from forms.values.document_number import DocumentKind, DocumentNumber, FoundNumber, find_numbers
from forms.values.duration import (
    Comparison,
    Duration,
    FoundDuration,
    ParsedDuration,
    compare,
    extract_limits,
    parse_duration,
)
from forms.values.history import History, read_history
from forms.values.levels import LEVEL_NAMES, LEVELS, infer_level, level_of
from forms.values.numerals import chinese_to_int, int_to_chinese
from forms.values.text import fold, halfwidth, is_placeholder, join_lines, normalise_spaces

__all__ = [
    "LEVELS",
    "LEVEL_NAMES",
    "PROVINCES",
    "ArticleRef",
    "BasisText",
    "BusinessItemCode",
    "CatalogCode",
    "Citation",
    "Comparison",
    "DocumentKind",
    "DocumentNumber",
    "Duration",
    "Finding",
    "FoundDate",
    "FoundDuration",
    "FoundNumber",
    "History",
    "ImplementationCode",
    "ParsedDuration",
    "RegionCode",
    "article_problems",
    "business_item_code_problem",
    "catalog_code_problem",
    "chinese_to_int",
    "compare",
    "extract_limits",
    "find_articles",
    "find_dates",
    "find_numbers",
    "find_personal_data",
    "fold",
    "full_title_hint",
    "halfwidth",
    "implementation_code_problem",
    "infer_level",
    "int_to_chinese",
    "is_mobile",
    "is_placeholder",
    "join_lines",
    "leftovers",
    "level_of",
    "normalise_phone",
    "normalise_spaces",
    "parse_articles",
    "parse_basis_text",
    "parse_date",
    "parse_duration",
    "phone_problems",
    "read_articles",
    "read_history",
    "region_code_problem",
    "uscc_check_char",
    "uscc_problem",
]
