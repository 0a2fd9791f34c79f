"""Templates in Liquid and designs in MJML: parsed, checked, and rendered in a sandbox."""

from golive.models.templates.design import compile_design
from golive.models.templates.errors import DesignError, TemplateError, TemplateTooLarge
from golive.models.templates.plain_text import plain_text
from golive.models.templates.sample import sample_contact, sample_content
from golive.models.templates.scan import rendered_size
from golive.models.templates.template import Template, parse, uses

__all__ = [
    "DesignError",
    "Template",
    "TemplateError",
    "TemplateTooLarge",
    "compile_design",
    "parse",
    "plain_text",
    "rendered_size",
    "sample_contact",
    "sample_content",
    "uses",
]
