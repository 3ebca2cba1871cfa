#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every command and option stands in --help, in crmsync(1) and in the completion of each shell, and nothing else does.

What the program has is asked of the program itself: its parser lets an option through or refuses it.
"""
import os
import re
import shutil
import subprocess
import unittest

SOURCE = os.path.abspath(os.environ.get("srcdir", os.path.join(os.path.dirname(__file__), "..", "..")))
BUILD = os.path.abspath(os.environ.get("builddir", os.path.join(SOURCE, "build")))
ENV = dict(os.environ, CRMSYNC_DATA_PATH=f"{SOURCE}/etc:{SOURCE}", CRMSYNC_CONNECTOR_PATH=f"{BUILD}/connectors", LC_ALL="C.UTF-8")


def crmsync(*args):
    done = subprocess.run([f"{BUILD}/crmsync", *args], capture_output=True, env=ENV, text=True, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout, done.stderr


def help_sections(text):
    """{heading: lines}"""
    sections, heading = {}, ""
    for line in text.splitlines():
        if line and not line.startswith(" ") and line.endswith(":"):
            heading = line[:-1]
        sections.setdefault(heading, []).append(line)
    return sections


def help_options(lines):
    """{"--limit": "N"}; letters stand as further names."""
    options = {}
    for line in lines:
        match = re.match(r"  (?:-(\w),|   ) --([a-z-]+)(?: (\S+))?(?:  |$)", line)
        if match:
            letter, name, argument = match.groups()
            options["--" + name] = argument
            if letter:
                options["-" + letter] = argument
    return options


def program():
    """{command: (options of its own, words)} and the options of every command, by --help."""
    top = help_sections(crmsync("--help")[1])
    names = [re.match(r"  (\w+) ", line).group(1) for line in top["Commands"] if re.match(r"  \w+ ", line)]
    commands = {}
    for name in names:
        code, text, _ = crmsync(name, "--help")
        assert code == 0, name
        usage = text.splitlines()[0].replace("usage: crmsync " + name, "").replace("[OPTION...]", "").strip()
        commands[name] = (help_options(help_sections(text).get("Options", [])), usage)
    return commands, help_options(top["Options"])


def roff_options(lines):
    """Options of the .It lines of an mdoc list."""
    options = {}
    for line in lines:
        if not line.startswith(".It Fl "):
            continue
        rest = line[len(".It Fl "):].replace(" Ns ", "").replace("| ", "|").replace(" |", "|")
        match = re.match(r"(?:(\w) , )?(?:Fl )?-([a-z-]+)(?: (?:Ar|Cm) (.*))?$", rest)
        assert match, line
        letter, name, argument = match.groups()
        argument = argument.replace("Ar ", "").replace("|Ar", "|").replace(" ", "") if argument else None
        options["--" + name] = argument
        if letter:
            options["-" + letter] = argument
    return options


def manual():
    """The same as program(), by crmsync(1); and its sections."""
    with open(f"{SOURCE}/man/crmsync.1", encoding="utf-8") as f:
        lines = f.read().splitlines()
    sections, heading, command = {}, "", ""
    commands = {}
    for line in lines:
        if line.startswith(".Sh "):
            heading, command = line[4:], ""
        elif line.startswith(".Ss "):
            command = line[4:].split()[0]
            commands[command] = []
        sections.setdefault(heading, []).append(line)
        if heading == "COMMANDS" and command:
            commands[command].append(line)
    return {name: roff_options(body) for name, body in commands.items()}, roff_options(sections["OPTIONS"]), sections


class Documentation(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.commands, cls.options = program()
        cls.man_commands, cls.man_options, cls.man = manual()

    def test_the_help_names_a_fair_number(self):
        self.assertGreaterEqual(set(self.commands), {"init", "check", "setup", "pull", "diff", "sync", "status", "connectors", "completion"})
        self.assertIn("--first-sync", self.commands["sync"][0])
        self.assertIn("-c", self.options)

    def test_manual_has_all_commands_and_no_other(self):
        self.assertEqual(list(self.man_commands), list(self.commands))

    def test_manual_has_all_options_and_no_other(self):
        self.assertEqual(self.man_options, self.options)
        for name, (options, _) in self.commands.items():
            self.assertEqual(self.man_commands[name], options, name)

    def test_manual_synopsis_has_all_global_options(self):
        synopsis = " ".join(self.man["SYNOPSIS"])
        letters = re.search(r"\.Op Fl (\w+)", synopsis).group(1)
        for option, argument in self.options.items():
            if len(option) == 2:
                self.assertTrue(option[1] in letters or f"Fl {option[1]} Ar {argument}" in synopsis, option)

    def test_manual_has_all_exit_codes(self):
        with open(f"{SOURCE}/src/cli/exit_code.c", encoding="utf-8") as f:
            codes = {int(n) for n in re.findall(r"\{CRM_\w+, (\d+)\}", f.read())} | {1, 6, 10}
        told = {int(line.split()[1]) for line in self.man["EXIT STATUS"] if line.startswith(".It ")}
        self.assertEqual(told, codes)

    def test_manual_has_all_environment_variables(self):
        used = set()
        for folder, _, files in os.walk(f"{SOURCE}/src"):
            for name in files:
                if name.startswith("fault_"):  # what tests do to their own builds
                    continue
                with open(os.path.join(folder, name), encoding="utf-8") as f:
                    text = re.sub(r"(?ms)^#ifdef CRM_FAULT_INJECTION$.*?^#(?:else|endif)", "", f.read())
                used |= set(re.findall(r'(?:getenv|folders)\("([A-Z_]+)"', text))
        told = set(re.findall(r"\b(?:Ev )?([A-Za-z_]+)\b", " ".join(l[4:] for l in self.man["ENVIRONMENT"] if l.startswith(".It Ev"))))
        self.assertGreaterEqual(told, {"CRMSYNC_CONFIG", "CRMSYNC_CA_FILE", "https_proxy"})
        # TERM and PATH are everybody's, and told where they matter.
        self.assertEqual(used - told - {"TERM", "PATH"}, set())

    def test_manual_is_clean(self):
        if not shutil.which("mandoc"):
            self.skipTest("mandoc is not installed")
        done = subprocess.run(["mandoc", "-T", "lint", f"{SOURCE}/man/crmsync.1"], capture_output=True, text=True)
        complaints = [line for line in done.stdout.splitlines() if "referenced manual not found" not in line]
        self.assertEqual(complaints, [])

    def test_parser_takes_what_the_help_tells(self):
        for name, (options, _) in self.commands.items():
            for option, argument in {**self.options, **options}.items():
                value = [] if argument is None else [argument.split("|")[0] if argument[0].islower() else "1"]
                # --help ends the parsing well whatever else is there, so a refusal is the parser's.
                code, _, err = crmsync(name, option, *value, "--help")
                self.assertEqual((code, err), (0, ""), (name, option))

    def test_parser_refuses_what_it_does_not_know(self):
        for name in self.commands:
            for option in ("--no-such-option", "-X"):
                code, _, err = crmsync(name, option)
                self.assertEqual(code, 2)
                self.assertIn("unknown option", err)

    def test_parser_refuses_choices_that_are_none(self):
        for name, (options, _) in self.commands.items():
            for option, argument in {**self.options, **options}.items():
                if argument and argument[0].islower():
                    code, _, err = crmsync(name, option, "nonsense")
                    self.assertEqual(code, 2, (name, option))
                    for choice in argument.split("|"):
                        self.assertIn(choice, err)

    def test_help_of_a_command_by_either_way(self):
        for name in self.commands:
            self.assertEqual(crmsync("help", name), crmsync(name, "--help"))
            self.assertEqual(crmsync("help", name), crmsync("--help", name))
        self.assertEqual(crmsync("help"), crmsync("--help"))

    def test_help_fits_a_terminal(self):
        for args in [("--help",)] + [(name, "--help") for name in self.commands]:
            for line in crmsync(*args)[1].splitlines():
                self.assertLessEqual(len(line), 104, line)

    def test_nearest_is_suggested(self):
        for args, hint in ((("sinc",), "'sync'"), (("dif",), "'diff'"), (("sync", "--first-sinc"), "'--first-sync'"),
                           (("diff", "--plam", "x"), "'--plan'"), (("help", "statsu"), "'status'"), (("--jason",), "'--json'")):
            code, out, err = crmsync(*args)
            self.assertEqual((code, out), (2, ""), args)
            self.assertIn("did you mean " + hint, err)
        self.assertNotIn("did you mean", crmsync("xyzzy")[2])
        self.assertIn("behind its command", crmsync("--first-sync", "sync")[2])

    def test_usage_errors(self):
        for args, hint in (((), "no command"), (("diff", "hubspot"), "'hubspot' is too much"), (("init",), "[NAME=]CONNECTOR"),
                           (("diff", "--plan"), "'--plan' needs FILE"), (("diff", "--full=yes"), "takes no argument"),
                           (("diff", "--full", "--full"), "given twice"), (("sync", "--limit", "-1"), "--limit"),
                           (("sync", "--jobs", "1e3"), "--jobs"), (("completion", "tcsh"), "bash, zsh and fish"), (("-c",), "needs FILE"),
                           (("sync", "--max-create", "101%"), "--max-create"), (("sync", "--max-delete", "ten"), "--max-delete")):
            code, out, err = crmsync("-c", f"{SOURCE}/etc/sandbox.yaml", *args) if args and args[0] == "sync" else crmsync(*args)
            self.assertEqual((code, out), (2, ""), (args, err))
            self.assertIn(hint, err)
            self.assertEqual(len(err.splitlines()), 1, err)

    def test_version_tells_the_libraries_when_asked(self):
        self.assertRegex(crmsync("--version")[1], r"\Acrmsync \d+\.\d+\.\d+\n\Z")
        for args in (("-v", "--version"), ("--version", "-v"), ("-vV",), ("-Vv",)):
            text = crmsync(*args)[1]
            for library in ("libcurl", "SQLite", "cJSON", "libyaml"):
                self.assertRegex(text, rf"(?m)^{library}[ /]\d", args)


class Completion(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.commands, cls.options = program()
        cls.script = {shell: crmsync("completion", shell)[1] for shell in ("bash", "zsh", "fish")}

    def bash(self, *words):
        quoted = " ".join("'" + w + "'" for w in words)
        text = f'source /dev/fd/3; COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; _crmsync; printf "%s\\n" "${{COMPREPLY[@]}}"'
        read, write = os.pipe()
        os.write(write, self.script["bash"].encode())
        os.close(write)
        env = dict(ENV, PATH=f"{BUILD}:{os.environ['PATH']}")
        # The script comes on descriptor 3.
        done = subprocess.run(["bash", "-c", f'exec 3<&{read}; {text}'], capture_output=True, text=True, env=env, pass_fds=(read,))
        os.close(read)
        self.assertEqual(done.stderr, "")
        return set(done.stdout.split())

    def test_what_is_installed_is_what_the_program_prints(self):
        for shell, name in (("bash", "crmsync"), ("zsh", "_crmsync"), ("fish", "crmsync.fish")):
            path = f"{BUILD}/completion/{name}"
            if not os.path.exists(path):
                self.skipTest("not made in this build")
            with open(path, encoding="utf-8") as f:
                self.assertEqual(f.read(), self.script[shell])

    def test_bash_completes_all_commands_and_options(self):
        long_options = {o for o in self.options if o.startswith("--")}
        self.assertEqual(self.bash("crmsync", ""), set(self.commands) | long_options)
        for name, (options, words) in self.commands.items():
            told = {w for w in self.bash("crmsync", name, "") if w.startswith("-")}
            self.assertEqual(told, long_options | {o for o in options if o.startswith("--")}, name)

    def test_bash_completes_values(self):
        self.assertEqual(self.bash("crmsync", "diff", "--only", ""), {"contact", "company", "deal"})
        self.assertEqual(self.bash("crmsync", "diff", "--only", "=", "c"), {"contact", "company"})
        self.assertEqual(self.bash("crmsync", "sync", "--accept", "m"), {"mapping"})
        self.assertEqual(self.bash("crmsync", "check", "--accept", ""), {"tenant"})
        self.assertEqual(self.bash("crmsync", "--color", "a"), {"auto", "always"})
        self.assertEqual(self.bash("crmsync", "help", "sy"), {"sync"})
        self.assertEqual(self.bash("crmsync", "completion", ""), {"bash", "zsh", "fish"} | {o for o in self.options if o.startswith("--")})
        self.assertEqual(self.bash("crmsync", "auth", "l"), {"login", "logout"})
        self.assertEqual(self.bash("crmsync", "auth", "S"), set())
        self.assertGreaterEqual(self.bash("crmsync", "init", ""), {"pipedrive"})
        self.assertEqual(self.bash("crmsync", "-c", f"{SOURCE}/configure.a"), {f"{SOURCE}/configure.ac"})

    def test_other_shells_have_all_commands_and_options(self):
        zsh, fish = self.script["zsh"], self.script["fish"]
        for name, (options, _) in self.commands.items():
            body = re.search(rf"(?ms)^\t{name}\)\n(.*?) ;;$", zsh).group(1)
            fish_body = re.findall(rf"(?m)^complete -c crmsync -n '__fish_seen_subcommand_from {name}' -l ([a-z-]+)", fish)
            zsh_told = set(re.findall(r"(--[a-z-]+)=?(?:\[|\})", body))
            wanted = {o for o in options if o.startswith("--")}
            self.assertEqual(zsh_told, wanted | {o for o in self.options if o.startswith("--")}, name)
            self.assertEqual({"--" + o for o in fish_body}, wanted, name)
            self.assertIn(f"-n __fish_use_subcommand -a {name} ", fish)

    def test_scripts_are_well_formed(self):
        for shell, script in self.script.items():
            if not shutil.which(shell):
                continue
            done = subprocess.run([shell, "-n", "/dev/stdin"] if shell == "fish" else [shell, "-n"], input=script, text=True,
                                  capture_output=True)
            self.assertEqual((done.returncode, done.stderr), (0, ""), shell)


if __name__ == "__main__":
    unittest.main()
