"""Answers on paper: pages that stand by themselves and print well."""
