#!/usr/bin/env python3
"""Writes the command reference from what the program says of itself, so that it cannot be out of date.

    Scripts/reference.py markdown             docs/commands.md
    Scripts/reference.py check                fails when docs/commands.md differs
    Scripts/reference.py man DIRECTORY        skein.1 and one page for each command

SKEIN_BINARY names another program than the debug build.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = os.environ.get("SKEIN_BINARY", str(ROOT / ".build/debug/skein"))
EXIT_STATUSES = ROOT / "docs/command-line.md"
SETTINGS = ROOT / "docs/configuration.md"
# Every command has them; said once.
EVERYWHERE = {"help", "version"}


def program():
    tool = json.loads(subprocess.check_output([BINARY, "--experimental-dump-help"]))["command"]
    version = subprocess.check_output([BINARY, "--version"], text=True).strip()
    return tool, version


def commands(tool):
    """Every command a person may use with its words, such as ["user", "add"], groups before their members."""
    def walk(command, path):
        for sub in command.get("subcommands", []):
            if sub["commandName"] == "help" or not sub.get("shouldDisplay", True):
                continue
            words = path + [sub["commandName"]]
            yield words, sub
            yield from walk(sub, words)
    return list(walk(tool, []))


def spelling(argument):
    if argument["kind"] == "positional":
        return [f"<{argument['valueName']}>"]
    names = [("--" if n["kind"] == "long" else "-") + n["name"] for n in argument["names"]]
    names.sort(key=len)
    if argument["kind"] == "option":
        names = [f"{name} <{argument['valueName']}>" for name in names]
    return names


def synopsis(words, command):
    parts = []
    for argument in shown(command):
        text = spelling(argument)[-1] + ("..." if argument["isRepeating"] else "")
        parts.append(f"[{text}]" if argument["isOptional"] or "defaultValue" in argument else text)
    if any(sub for sub in command.get("subcommands", []) if sub["commandName"] != "help"):
        parts.append("<subcommand>")
    return words, parts


def shown(command):
    """The arguments to explain, positional ones first."""
    arguments = [a for a in command.get("arguments", []) if a.get("shouldDisplay", True)]
    arguments = [a for a in arguments if a["kind"] == "positional" or a["preferredName"]["name"] not in EVERYWHERE]
    return sorted(arguments, key=lambda a: a["kind"] != "positional")


def explanation(argument):
    text = argument.get("abstract", "")
    if "defaultValue" in argument:
        text += f" Default: {argument['defaultValue']}."
    return text.strip()


def paragraphs(discussion):
    """The parts of a text; a part is words, or (indented) lines to show as they are."""
    for part in re.split(r"\n\s*\n", discussion.strip("\n")):
        lines = part.split("\n")
        if all(line.startswith("  ") for line in lines):
            yield "example", "\n".join(line[2:] for line in lines)
        else:
            yield "words", " ".join(line.strip() for line in lines)


# Markdown

def markdown(tool, version):
    out = ["# Commands", ""]
    out += ["Every command of `skein` with everything it takes, as the program itself says it (`Scripts/reference.py markdown`"]
    out += ["writes this page, and a test compares it). What the commands are for, with examples: [command-line.md](command-line.md).", ""]
    out += ["| command | what it does |", "|---|---|"]
    for words, command in commands(tool):
        anchor = "skein-" + "-".join(words)
        out.append(f"| [`skein {' '.join(words)}`](#{anchor}) | {command['abstract']} |")
    out += ["", "Each of them also takes `--help` and `--version`.", ""]
    for words, command in commands(tool):
        words, parts = synopsis(words, command)
        out += [f"## skein {' '.join(words)}", "", command["abstract"], "", "```"]
        out += [wrapped(["skein", *words], parts), "```", ""]
        for kind, text in paragraphs(command.get("discussion", "")) if command.get("discussion") else []:
            out += ["```", text, "```", ""] if kind == "example" else [text, ""]
        section = None
        arguments = shown(command)
        for index, argument in enumerate(arguments):
            title = argument.get("sectionTitle", "")
            if index == 0 or title != section:
                if index:
                    out.append("")
                if title:
                    out += [f"{title}:", ""]
                out += ["| | |", "|---|---|"]
                section = title
            names = ", ".join(f"`{name}`" for name in spelling(argument)).replace("|", "\\|")
            out.append(f"| {names} | {explanation(argument)} |".replace("| |", "|  |"))
        if arguments:
            out.append("")
    return "\n".join(out).rstrip("\n") + "\n"


def wrapped(head, parts, width=100):
    lines, line = [], " ".join(head)
    for part in parts:
        if len(line) + 1 + len(part) > width:
            lines.append(line)
            line = "   "
        line += " " + part
    return "\n".join(lines + [line])


# Manual pages

def roff(text):
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\(ga").replace("'", "\\(aq").replace("…", "...")
    text = text.replace("–", "\\(en")
    return re.sub(r"^\.", r"\\&.", text, flags=re.M)


def bold(text):
    return f"\\fB{roff(text)}\\fR"


def marked(text):
    """Words in backquotes become bold."""
    parts = re.split(r"`([^`]*)`", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text))
    return "".join(bold(part) if index % 2 else roff(part) for index, part in enumerate(parts))


def usage(text):
    """A synopsis part: names bold, values in italics."""
    return re.sub(r"<([^>]*)>", lambda m: f"\\fI{roff(m[1])}\\fR", re.sub(
        r"(?<![\w<-])(-{1,2}[\w-]+)", lambda m: f"\\fB{m[1]}\\fR".replace("-", "\\-"), text))


def page(name, abstract, version, date, body):
    head = [f'.TH {name.upper()} 1 "{date}" "Skein {version}" "Skein"', ".nh", ".ad l"]
    return "\n".join(head + [".SH NAME", f"{roff(name)} \\- {marked(abstract.rstrip('.'))}"] + body) + "\n"


def manual(words, command, version, date):
    words, parts = synopsis(words, command)
    body = [".SH SYNOPSIS", f"{bold('skein ' + ' '.join(words))} " + " ".join(usage(part) for part in parts)]
    body += described(command)
    section = None
    for argument in shown(command):
        title = argument.get("sectionTitle") or ("ARGUMENTS" if argument["kind"] == "positional" else "OPTIONS")
        if title != section:
            body.append(f'.SH "{roff(title.upper())}"')
            section = title
        body += [".TP", ", ".join(usage(name) for name in spelling(argument)), marked(explanation(argument)) or "\\&"]
    body += [".SH SEE ALSO", bold("skein") + "(1)"]
    return page("skein-" + "-".join(words), command["abstract"], version, date, body)


def described(command):
    if not command.get("discussion"):
        return []
    body = [".SH DESCRIPTION"]
    for kind, text in paragraphs(command["discussion"]):
        body += [".PP", ".RS 4", ".nf", roff(text), ".fi", ".RE"] if kind == "example" else [".PP", marked(text)]
    return body[:1] + body[2:] if body[1:2] == [".PP"] else body


def rows(path, pattern):
    for line in path.read_text().splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if cells and re.fullmatch(pattern, cells[0]):
            yield [cell.replace("\\|", "|") for cell in cells]


def overview(tool, version, date):
    body = [".SH SYNOPSIS", f"{bold('skein')} \\fIcommand\\fR [\\fIargument\\fR ...]"]
    body += described(tool)
    body.append(".SH COMMANDS")
    for words, command in commands(tool):
        name = "skein-" + "-".join(words)
        body += [".TP", f"{bold(name)}(1)", marked(command["abstract"])]
    body += [".SH ENVIRONMENT", "Each variable is an entry of the configuration file, too: in lower case, with dots for the"]
    body += ["underscores. An empty value is the same as none."]
    for variable, _, summary, allowed, default in rows(SETTINGS, r"`[A-Z_]+`"):
        body += [".TP", marked(variable), marked(f"{summary} Allowed: {allowed}. Default: {default}.")]
    body += [".TP", bold("SKEIN_SERVER"), "The server that the commands for a running one speak to."]
    body += [".SH FILES", ".TP", bold("~/.local/share/skein"), "The data directory: database, work directories, calls of models."]
    body += [".TP", bold("skein.yaml"), "In the data directory: the configuration file."]
    body += [".TP", bold("/var/lib/skein"), "The data directory of the server that systemd runs."]
    body += [".TP", bold("/etc/skein/skein.env"), "Its settings, one variable a line."]
    body.append(".SH EXIT STATUS")
    for status, words in rows(EXIT_STATUSES, r"\d+(, \d+)*"):
        body += [".TP", bold(status), marked(words)]
    body += [".SH SEE ALSO", "The documentation in /usr/share/doc/skein, and /docs on a running server."]
    return page("skein", tool["abstract"], version, date, body)


def main(arguments):
    tool, version = program()
    target = ROOT / "docs/commands.md"
    if arguments == ["markdown"]:
        target.write_text(markdown(tool, version))
    elif arguments == ["check"]:
        if not target.exists() or target.read_text() != markdown(tool, version):
            sys.exit("docs/commands.md is out of date: run Scripts/reference.py markdown")
    elif len(arguments) == 2 and arguments[0] == "man":
        directory = pathlib.Path(arguments[1])
        directory.mkdir(parents=True, exist_ok=True)
        date = time.strftime("%Y-%m-%d", time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))))
        (directory / "skein.1").write_text(overview(tool, version, date))
        for words, command in commands(tool):
            (directory / f"skein-{'-'.join(words)}.1").write_text(manual(words, command, version, date))
    else:
        sys.exit(__doc__)


main(sys.argv[1:])
