"""Policies as code, run for real: each snippet against the library it is written for.

    policy_code.py PROGRAM RLIBS      PROGRAM is the workbench, RLIBS a file with cargo's messages about the libraries built

For a table of policies, the workbench writes the code in each language, tokens are made that keep every rule or break one,
and the code must accept and refuse what `jwt-workbench verify` does. Values that try to break out of their literal are among
them, and each preset: filled in, and with its blanks, where every token is refused. One token more is judged in the very second of its
exp. What ran, in which version, must be what assets/code/proof.toml tells people.

A language whose tools are not there is skipped, and says so; it may not be where JWT_WORKBENCH_REQUIRE names interop.
"""

import base64
import importlib.metadata
import json
import math
import os
import pathlib
import shutil
import subprocess
import sys
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor

from jwcrypto import jwa, jwk

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLACE = ROOT / "target/interop-code"
HERE = pathlib.Path(__file__).resolve().parent
NOW = int(time.time())


def fail(text):
    raise SystemExit(f"FAILED: {text}")


def encode(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


# ----------------------------------------------------------------------------------------------------- keys and tokens


def oct_key(octets):
    return jwk.JWK(kty="oct", k=encode(octets))


KEYS = {
    "RSA": [jwk.JWK.generate(kty="RSA", size=2048) for _ in range(2)],
    "EC": [jwk.JWK.generate(kty="EC", crv="P-256") for _ in range(2)],
    "ES256K": [jwk.JWK.generate(kty="EC", crv="secp256k1") for _ in range(2)],
    "OKP": [jwk.JWK.generate(kty="OKP", crv="Ed25519") for _ in range(2)],
    "text": [oct_key(b"a-secret-in-plain-letters-that-is-long-enough-for-HS384"), oct_key(b"another-secret-in-plain-letters-of-the-same-long-length")],
    "octets": [oct_key(bytes(range(128, 200))), oct_key(bytes(range(100, 172)))],
}


def public(key):
    return key.export() if key["kty"] == "oct" else key.export_public()


def signed(key, header, claims):
    """Any header at all, signed all the same."""
    text = ".".join(encode(json.dumps(part).encode()) for part in (header, claims))
    signature = b"" if header["alg"] == "none" else jwa.JWA.signing_alg(header["alg"]).sign(key, text.encode())
    return f"{text}.{encode(signature)}"


# ------------------------------------------------------------------------------------------------------------ policies

# What a careless writer of string literals falls for.
NASTY = [
    "", "\"", "\\", "\\\"", "'", "`", "${process.exit(7)}", "#{x}", "{x}", "{{x}}", "%s", "\n", "\r\n", "\t", "\0", "\x7f",
    "\x85", "\u2028", "\u2029", "\u202eevil\u202c", "\u200b", "\ufeff", "\\u0022", "\\\\u0022", "\\\u2028", "\\n", "*/", "//",
    "\"#", "\"##", "\"\"\"", "\"); process.exit(7); (\"", "\" + std::process::exit(7) + \"", "«issuers»", "\u00e9",
    "e\u0301", "\U0001f600", "\U000e0041", "\U0010ffff", "\uffff", "012", "\x01" + "2", "\u00ff" + "7",
]
ALL_NASTY = "|".join(NASTY)
BASE = {"iss": "https://a.example", "aud": "api", "sub": "alice", "client_id": "app", "jti": "1", "iat": NOW - 60,
        "nbf": NOW - 60, "exp": NOW + 3600}


# A difference between clocks that some policies allow. The rest of it is time for a slow machine.
MOMENT, LEEWAY = 600, 900


def policy(key, alg, rules, claims=None, typ="JWT", header=None, blank=False, only=None):
    """What is in force, and a token that fits it. blank: it would, if nothing were left to fill in. only: languages that know the
    algorithm, where not all do; the code of the others refuses each token."""
    claims = {k: v for k, v in {**BASE, **(claims or {})}.items() if v is not None}
    return {"key": key, "claims": claims, "header": {"alg": alg, "typ": typ, **(header or {})}, "policy": rules, "blank": blank,
            "only": only}


def presets():
    """Each preset, filled in and not; with members named as the options are."""
    short = {"algorithms": "alg", "required": "require", "leeway_secs": "leeway", "max_age_secs": "max_age"}
    who = {"iss": A, "aud": "api"}
    request = {"htm": "POST", "htu": "https://a.example/orders"}
    proof = {**dict.fromkeys(BASE), **request, "jti": "1", "iat": NOW - 2}
    fitting = {
        "rfc8725": ("EC", "ES256", {**who, "typ": "order+jwt"}, None, "order+jwt"),
        "rfc9068": ("RSA", "RS256", who, None, "at+jwt"),
        "oidc-id-token": ("OKP", "EdDSA", {**who, "nonce": "n-1"}, {"nonce": "n-1"}, "JWT"),
        # a minute is too short for a slow machine
        "dpop": ("EC", "ES256", {**request, "max_age": LEEWAY}, proof, "dpop+jwt"),
    }
    files = {file.stem: json.loads(file.read_text())["policy"] for file in (ROOT / "assets/policies").glob("*.json")}
    if files.keys() != fitting.keys():
        fail(f"presets {sorted(files)}, and {sorted(fitting)} are tried")
    for name, (key, alg, filled, claims, typ) in fitting.items():
        rules = {short.get(member, member): value for member, value in files[name].items()}
        header = {"jwk": json.loads(public(KEYS[key][0]))} if name == "dpop" else None
        yield name, policy(key, alg, {**rules, **filled}, claims, typ, header)
        yield f"{name} with blanks", policy(key, alg, rules, claims, typ, header, blank=True)


A = "https://a.example"
POLICIES = {
    "usual": policy("RSA", "RS256", {"alg": "RS256", "iss": A, "aud": "api"}),
    "several": policy("RSA", "PS256", {"alg": ["RS256", "PS256"], "iss": ["https://b.example", A], "aud": ["api", "x2", "api"]}),
    "leeway": policy("EC", "ES256", {"alg": "ES256", "aud": "api", "leeway": LEEWAY, "max_age": 900}),
    "no age": policy("EC", "ES256", {"max_age": 0, "leeway": LEEWAY}, {"iat": NOW + 1}),
    "access token": policy("RSA", "RS256", {"typ": "at+jwt", "iss": A, "aud": "api", "require": ["exp", "sub", "client_id", "iat", "jti"]},
                           typ="at+jwt"),
    "secret": policy("text", "HS256", {"alg": "HS256", "aud": "api"}),
    "octets": policy("octets", "HS512", {"alg": ["HS512"], "iss": A}),
    "edwards": policy("OKP", "EdDSA", {"aud": "api"}),
    "nonce": policy("RSA", "RS256", {"aud": "api", "nonce": "n-1", "sub": "alice"}, {"nonce": "n-1"}),
    "strict": policy("EC", "ES256", {"iss": A, "aud": "api", "strict": True}),
    "anything": policy("RSA", "RS384", {}),
    "request": policy("EC", "ES256", {"aud": "api", "htm": "POST", "htu": "https://a.example/x", "ath": "h-1"},
                      {"htm": "POST", "htu": "https://a.example/x", "ath": "h-1"}),
    "no key": policy("RSA", "RS256", {}, blank=True),
    "no algorithm": policy("RSA", "RS256", {"needs": ["alg"], "iss": A, "aud": "api"}, blank=True),
    "empty typ": policy("EC", "ES256", {"typ": "", "aud": "api"}, typ=""),
    "a typ with k": policy("EC", "ES256", {"typ": "task+jwt", "aud": "api"}, typ="task+jwt"),
    "secp256k1": policy("ES256K", "ES256K", {"alg": "ES256K", "aud": "api"}, only=["python"]),
    "nasty": policy("EC", "ES256", {"iss": NASTY, "aud": [*NASTY, ALL_NASTY], "sub": ALL_NASTY, "nonce": ALL_NASTY,
                                    "require": [ALL_NASTY]},
                    {"iss": NASTY[1], "aud": ALL_NASTY, "sub": ALL_NASTY, "nonce": ALL_NASTY, ALL_NASTY: 1}),
    **dict(presets()),
}


def tokens(row):
    """Name, token, and whether it is accepted."""
    key, other = KEYS[row["key"]]
    rules, claims, header = row["policy"], row["claims"], row["header"]
    is_public = key["kty"] != "oct"
    leeway, has = rules.get("leeway", 0), lambda *names: any(name in rules for name in names)
    made = []

    def add(name, token, accepted):
        made.append((name, token, accepted and not row["blank"]))

    def claim(name, accepted, **changed):
        add(name, signed(key, header, {**claims, **changed}), accepted)

    def head(name, accepted, **changed):
        add(name, signed(key, {**header, **changed}, claims), accepted)

    def without(name, accepted):
        add(f"no {name}", signed(key, header, {k: v for k, v in claims.items() if k != name}), accepted)

    good = signed(key, header, claims)
    add("good", good, True)
    if "aud" in claims:
        claim("one audience of several", True, aud=["x", claims["aud"]])
    claim("wrong iss", not has("iss"), iss="https://evil.example")
    claim("iss nearly", not has("iss"), iss=claims.get("iss", A) + "/")
    if has("iss"):
        claim("iss as a list", False, iss=[claims["iss"]])
    claim("wrong aud", not has("aud"), aud="other")
    claim("only other audiences", not has("aud"), aud=["other", "another"])
    claim("wrong sub", not has("sub"), sub="mallory")
    claim("expired", False, exp=NOW - 3600)
    claim("expired a moment ago", leeway > MOMENT, exp=NOW - MOMENT)
    claim("exp as text", False, exp=str(NOW + 3600))
    claim("exp is null", False, exp=None)
    claim("not yet valid", False, nbf=NOW + 1800)
    claim("valid in a moment", leeway > MOMENT, nbf=NOW + MOMENT)
    claim("too old", not has("max_age"), iat=NOW - 7200)
    claim("issued in the future", not has("strict"), iat=NOW + 1800)
    for name in ("iss", "sub", "aud"):
        claim(f"{name} as a number", False, **{name: 5})
        claim(f"{name} is null", False, **{name: None})
        claim(f"{name} with a number in it", False, **{name: [claims.get(name, "api"), 5]})
    claim("iat as text", False, iat=str(NOW - 60))
    claim("iat is null", False, iat=None)
    for name in ("iss", "aud", "sub", "nonce", "htm", "htu", "ath", "exp", "iat", "client_id", "jti"):
        if name in claims:
            required = has(name) or name in rules.get("require", []) or (name == "iat" and has("max_age"))
            without(name, not (required or (name == "exp" and has("strict"))))
    for name in ("nonce", "htm", "htu", "ath"):
        if has(name):
            claim(f"wrong {name}", False, **{name: claims[name] + "2"})
            claim(f"{name} as a list", False, **{name: [claims[name]]})
    if has("typ"):
        head("wrong typ", False, typ="JWT")
        head("typ in full", True, typ=f"application/{rules['typ'].upper()}")
        if "k" in rules["typ"]:
            head("typ with a Kelvin sign", False, typ=rules["typ"].replace("k", "\u212a"))
        add("no typ", signed(key, {k: v for k, v in header.items() if k != "typ"}, claims), False)
    head("another kid", True, kid="somebody-else")
    head("unknown crit", False, crit=["x"], x=1)
    head("crit that is empty", False, crit=[])
    add("alg none", signed(key, {**header, "alg": "none"}, claims), False)
    add("alg nOnE", good.replace(good.split(".")[0], encode(b'{"alg":"nOnE","typ":"JWT"}')), False)
    add("wrong key", signed(other, header, claims), False)
    add("its own key", signed(other, {**header, "jwk": json.loads(public(other))}, claims), False)
    head_, payload, signature = good.split(".")
    add("tampered", ".".join([head_, encode(json.dumps({**claims, "admin": True}).encode()), signature]), False)
    add("cut", ".".join([head_, payload, ""]), False)
    if is_public:
        pem = oct_key(key.export_to_pem())
        add("public key as secret", signed(pem, {**header, "alg": "HS256"}, claims), False)
    if row["key"] == "RSA":
        add("wrong alg", signed(key, {**header, "alg": "RS512"}, claims), "RS512" in rules.get("alg", "RS512"))
    if row["key"] == "text":
        add("wrong alg", signed(key, {**header, "alg": "HS384"}, claims), False)
    if rules.get("iss") is NASTY:
        for i, text in enumerate(NASTY):
            claim(f"nasty iss {text!r}", True, iss=text)
            claim(f"nasty aud {text!r}", True, aud=text)
            claim(f"not iss {text!r}", False, iss=text + "x" if text + "x" not in NASTY else "y")
    return made


# The policy of the tokens that are judged in the second of their exp: without leeway.
MOMENTARY = "usual"

# Where a library is stricter by itself. A note beside the code tells of the first; the second is for nobody's policy.
STRICTER = {("python", "issued in the future"), ("python", "nasty aud ''")}


def run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        fail(f"{' '.join(map(str, command[:6]))}: {done.returncode}\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
    return done.stdout


class Table:
    """The policies with their files, tokens and verdicts."""

    def __init__(self, program):
        self.program = program
        self.rows = []  # (policy, name of the token, token, accepted)
        for number, (name, row) in enumerate(POLICIES.items()):
            folder = PLACE / f"p{number}"
            folder.mkdir()
            (folder / "policy.json").write_text(json.dumps(row["policy"]))
            (folder / "key.jwk").write_text(public(KEYS[row["key"]][0]))
            row["folder"], row["options"] = folder, ["--policy", folder / "policy.json", "--no-vault"]
            if name != "no key":
                row["options"] += ["--key", folder / "key.jwk"]
            self.rows += [(name, *token) for token in tokens(row)]
        with ThreadPoolExecutor(4) as pool:
            for row, verdict in zip(self.rows, pool.map(self.verdict, self.rows)):
                if verdict != row[3]:
                    fail(f"the workbench, policy {row[0]!r}, token {row[1]!r}: accepted is {verdict}, expected {row[3]}\n{row[2]}")

    def verdict(self, row):
        name, _, token, _ = row
        done = subprocess.run([self.program, "verify", "-", "--json", *POLICIES[name]["options"]], input=token,
                              capture_output=True, text=True)
        if done.returncode not in (0, 1, 3):
            fail(f"verify: {done.stderr}")
        return done.returncode == 0

    def write(self, language, file):
        for row in POLICIES.values():
            target = row["folder"] / file
            target.parent.mkdir(exist_ok=True)
            run([self.program, "policy", "code", "--lang", language, "--out", target, "--force", *row["options"]])

    def judge(self, language, command, **options):
        """A program that answers to each line with one, + or -, and why."""
        self.compare(language, run(command, input=self.lines(), **options))
        self.in_the_second_of_exp(language, command, **options)

    def in_the_second_of_exp(self, language, command, **options):
        """At exp a token has expired (RFC 7519 section 4.1.4); libraries that count whole seconds see no difference within one."""
        number, row = next((n, row) for n, (name, row) in enumerate(POLICIES.items()) if name == MOMENTARY)
        fractions = [0, 0.25] if language == "rust" else [0]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, **options) as program:

            def reply(exp):
                token = signed(KEYS[row["key"]][0], row["header"], {**row["claims"], "exp": exp})
                program.stdin.write(f"{number}\t{token}\n")
                return token, program.stdout.readline()

            # this one loads what has to be loaded, too
            _, first = reply(NOW + 3600)
            for fraction in fractions:
                exp = math.ceil(time.time()) + fraction
                time.sleep(exp + 0.02 - time.time())
                token, last = reply(exp)
                done = subprocess.run([self.program, "verify", "-", "--at", str(exp), *row["options"]], input=token, text=True,
                                      stdout=subprocess.DEVNULL)
                if not first.startswith("+") or not last.startswith("-") or done.returncode != 1:
                    fail(f"{language}: at exp + {fraction} s, replies {first!r} and {last!r}; verify: {done.returncode}")
            program.stdin.close()

    def compare(self, language, replies):
        replies = replies.splitlines()
        if len(replies) != len(self.rows):
            fail(f"{language}: {len(replies)} replies to {len(self.rows)} tokens")
        wrong = []
        for (name, token_name, _, accepted), reply in zip(self.rows, replies):
            only = POLICIES[name]["only"]
            expected = accepted and (language, token_name) not in STRICTER and (only is None or language in only)
            if reply.startswith("+") != expected:
                wrong.append(f"policy {name!r}, token {token_name!r}: {reply!r}, accepted by the workbench: {accepted}")
        if wrong:
            fail("\n  ".join([f"{language}: {len(wrong)} tokens judged otherwise than by the workbench", *wrong[:20]]))

    def lines(self):
        numbers = {name: number for number, name in enumerate(POLICIES)}
        return "".join(f"{numbers[name]}\t{token}\n" for name, _, token, _ in self.rows)


ENVIRONMENT = {**os.environ, "JWT_SECRET": base64.urlsafe_b64decode(KEYS["text"][0].export(as_dict=True)["k"] + "==").decode(),
               "JWT_SECRET_BASE64": base64.b64encode(bytes(range(128, 200))).decode()}


# ------------------------------------------------------------------------------------------------------------ languages


class Skipped(Exception):
    """The tools of a language are not there."""


def rust(table, messages):
    """One program with every snippet as a module, linked with the very library that the workbench was built with."""
    table.write("rust", "verify_token.rs")
    built = [json.loads(line) for line in pathlib.Path(messages).read_text().splitlines() if line.startswith("{")]
    libraries, version, paths = {}, None, set()
    for message in built:
        name = message.get("target", {}).get("name")
        if message["reason"] == "compiler-artifact" and name in ("jsonwebtoken", "serde_json"):
            libraries[name] = next(file for file in message["filenames"] if file.endswith(".rlib"))
            version = message["package_id"].rsplit("@")[-1].rsplit("#")[-1] if name == "jsonwebtoken" else version
        paths.update(message.get("linked_paths", []))
    modules = "".join(f'#[path = "p{n}/verify_token.rs"]\nmod p{n};\n' for n in range(len(POLICIES)))
    arms = "".join(f'            "{n}" => p{n}::verify(token),\n' for n in range(len(POLICIES)))
    (PLACE / "main.rs").write_text(f"""{modules}
fn main() {{
    for line in std::io::stdin().lines() {{
        let line = line.unwrap();
        let (policy, token) = line.split_once('\\t').unwrap();
        let verdict = match policy {{
{arms}            _ => unreachable!(),
        }};
        println!("{{}}", verdict.map_or_else(|why| format!("- {{why}}"), |_| "+".to_owned()).replace('\\n', " "));
    }}
}}
""")
    run(["rustc", "--edition", "2024", "-D", "warnings", "-A", "unused-imports", "-C", "debuginfo=0", "-o", PLACE / "main", PLACE / "main.rs",
         "-L", f"dependency={pathlib.Path(libraries['jsonwebtoken']).parent}",
         *(option for name, file in libraries.items() for option in ("--extern", f"{name}={file}")),
         *(option for path in sorted(paths) for option in ("-L", path))])
    table.judge("rust", [PLACE / "main"], env=ENVIRONMENT)
    return version


def node(table, _):
    if not (program := shutil.which("node")) or not shutil.which("npm"):
        fail("node: no node and npm")
    table.write("node", "verify-token.mjs")
    for file in ("package.json", "package-lock.json"):
        shutil.copy(HERE / "node" / file, PLACE / file)
    run(["npm", "ci", "--prefer-offline", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=PLACE)
    (PLACE / "main.mjs").write_text("""import { createInterface } from "node:readline";
const verifiers = {};
for await (const line of createInterface({ input: process.stdin })) {
  const [policy, token] = line.split("\\t");
  try {
    verifiers[policy] ??= (await import(`./p${policy}/verify-token.mjs`)).verify;
    await verifiers[policy](token);
    console.log("+");
  } catch (why) {
    console.log(`- ${why}`.replaceAll("\\n", " "));
  }
}
""")
    table.judge("node", [program, "main.mjs"], cwd=PLACE, env=ENVIRONMENT)
    return json.loads((PLACE / "node_modules/jose/package.json").read_text())["version"]


def python(table, _):
    table.write("python", "verify_token.py")
    (PLACE / "main.py").write_text("""import importlib.util, pathlib, sys, warnings
import jwt
if sys.argv[1:] == ["--without-crit"]:
    jwt.PyJWS._validate_crit = lambda *_: None
warnings.simplefilter("error")
verifiers = {}
def verifier(policy):
    spec = importlib.util.spec_from_file_location(f"p{policy}", pathlib.Path(__file__).parent / f"p{policy}/verify_token.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.verify
for line in sys.stdin:
    policy, token = line.rstrip("\\n").split("\\t")
    try:
        if policy not in verifiers:
            verifiers[policy] = verifier(policy)
        verifiers[policy](token)
        print("+")
    except Exception as why:
        print("-", repr(why))
""")
    command = [sys.executable, "-B", "-u", PLACE / "main.py"]
    table.judge("python", command, env=ENVIRONMENT)
    # versions before 2.12 do not look at it (CVE-2026-32597)
    table.compare("python", run([*command, "--without-crit"], input=table.lines(), env=ENVIRONMENT))
    return importlib.metadata.version("PyJWT")


def go(table, _):
    """With the library as Debian has it, which is version 4: the import alone is another one."""
    library = pathlib.Path("/usr/share/gocode/src/github.com/golang-jwt/jwt")
    if not shutil.which("go") or not library.is_dir():
        raise Skipped("no go, or not its library: apt-get install golang-go golang-github-golang-jwt-jwt-dev")
    table.write("go", "go/verify_token.go")
    home = PLACE / "go/src"
    for number, row in enumerate(POLICIES.values()):
        text = (row["folder"] / "go/verify_token.go").read_text()
        if '"github.com/golang-jwt/jwt/v5"' not in text:
            fail("go: the import is another one")
        (home / f"p{number}").mkdir(parents=True)
        (home / f"p{number}/verify_token.go").write_text(text.replace("golang-jwt/jwt/v5", "golang-jwt/jwt"))
    numbers = range(len(POLICIES))
    imports = "\n".join(f'\t{name} "p{n}"' for n in numbers for name in [f"p{n}"])
    list_ = ", ".join(f"p{n}.Verify" for n in numbers)
    (home / "main").mkdir()
    (home / "main/main.go").write_text(f"""package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/golang-jwt/jwt"
{imports}
)

func main() {{
	verifiers := []func(string) (jwt.MapClaims, error){{{list_}}}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {{
		policy, token, _ := strings.Cut(lines.Text(), "\\t")
		number, _ := strconv.Atoi(policy)
		if _, err := verifiers[number](token); err != nil {{
			fmt.Printf("- %q\\n", err.Error())
		}} else {{
			fmt.Println("+")
		}}
	}}
}}
""")
    environment = {**ENVIRONMENT, "GO111MODULE": "off", "GOPATH": f"{PLACE / 'go'}:/usr/share/gocode", "GOFLAGS": "",
                   "GOCACHE": str(ROOT / "target/interop-go")}
    run(["go", "build", "-o", PLACE / "go/main", "main"], env=environment)
    table.judge("go", [PLACE / "go/main"], env=environment)
    version = run(["dpkg-query", "--show", "--showformat=${Version}", "golang-github-golang-jwt-jwt-dev"])
    return version.split("-")[0]


LANGUAGES = {"rust": rust, "node": node, "python": python, "go": go}


# What a compiler says without any library: whether every file is Java, and what the literals of one of them mean.
JAVA = """import com.sun.source.util.JavacTask;
import java.nio.file.*;
import java.util.*;
import javax.tools.*;

public class Look {
    static final String[] LITERALS = {%s};

    public static void main(String[] files) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        StandardJavaFileManager manager = compiler.getStandardFileManager(found, null, null);
        for (String file : files)
            ((JavacTask) compiler.getTask(null, manager, found, null, null, manager.getJavaFileObjects(file))).parse();
        for (var one : found.getDiagnostics()) System.out.println("error " + one);
        for (String text : LITERALS) {
            StringBuilder units = new StringBuilder("u");
            for (char unit : text.toCharArray()) units.append(String.format("%%04x", (int) unit));
            System.out.println(units);
        }
    }
}
"""


def look_at_java(table):
    """There is no library to run the Java snippets with."""
    if not shutil.which("javac"):
        return print("  java    not looked at: no javac. Get it with: apt-get install openjdk-17-jdk-headless")
    table.write("java", "TokenVerifier.java")
    text = (POLICIES["nasty"]["folder"] / "TokenVerifier.java").read_text()
    start = text.index("if (!Set.of(") + len("if (!Set.of(")
    start = text.index("if (!Set.of(", start) + len("if (!Set.of(")
    (PLACE / "Look.java").write_text(JAVA % text[start:text.index(").contains(claims.getIssuer())")])
    run(["javac", "-d", PLACE, PLACE / "Look.java"])
    files = [row["folder"] / "TokenVerifier.java" for row in POLICIES.values()]
    said = run(["java", "-cp", PLACE, "Look", *files]).splitlines()
    if said != ["u" + text.encode("utf-16-be").hex() for text in NASTY]:
        fail(f"java: a file is none, or a literal means something else: {said}")
    print(f"  java    {len(files)} files are Java, {len(NASTY)} literals mean what they should; nothing was run")


def main(program, messages):
    proof = tomllib.loads((ROOT / "assets/code/proof.toml").read_text())
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    table = Table(program)
    print(f"policies as code: {len(POLICIES)} policies, {len(table.rows)} tokens judged by the workbench")
    skipped = []
    for language, run_it in LANGUAGES.items():
        told = proof[language]
        try:
            begin = time.monotonic()
            version = run_it(table, messages)
        except Skipped as why:
            skipped.append(language)
            print(f"  {language:7} skipped: {why}")
            continue
        if (told["run"], told["version"]) != (True, version):
            fail(f"{language}: ran with {version}, and assets/code/proof.toml says {told}")
        print(f"  {language:7} {told['library']} {version} agrees on every token ({time.monotonic() - begin:.1f} s)")
    claimed = [language for language, told in proof.items() if told["run"] and language not in LANGUAGES]
    if claimed:
        fail(f"assets/code/proof.toml says that {claimed} is run, and it is not")
    look_at_java(table)
    if skipped and "interop" in os.environ.get("JWT_WORKBENCH_REQUIRE", "").split():
        fail(f"{skipped} may not be skipped here")


if __name__ == "__main__":
    main(*sys.argv[1:])
