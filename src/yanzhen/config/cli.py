"""The `yanzhen` command: names people can guess, over Django's management commands."""

import os
import sys

from yanzhen.config import assets, prepare, sqlite

USAGE = """\
Yanzhen 雁阵: sales management from the customer to the money.

  yanzhen serve                          start the system (PORT, HOST, DATABASE_URL, YANZHEN_VAR, YANZHEN_SAMPLE)
  yanzhen worker                         background work alone (serve starts one)
  yanzhen migrate                        bring the database to this version
  yanzhen sample-company --scale N --seed S
                                         create the sample company in an empty database
  yanzhen import --mapping M PATH        bring in a folder or file, for example --mapping adventureworks
  yanzhen report sales …                 sales figures as a table or a file
  yanzhen api-key --as NAME              a key for the API in the name of a person
  yanzhen user deactivate NAME           end a person's access, sessions and keys
  yanzhen backup [FILE] --key-file K     everything of this installation in one encrypted, checked file
  yanzhen restore FILE --key-file K      fill an empty installation from a backup
  yanzhen audit verify [--head FILE]     check that the audit trail is still what was written; exit code 1 if not
  yanzhen openapi                        write the description of the API to docs/api/openapi.json
  yanzhen search rebuild [--anew]        make the index of the search again (goes on where it stopped)
  yanzhen bench NAME [--data DIR]        measure, with a reference in the same run

`yanzhen CMD --help` tells more. Settings come from the environment, see docs/.
"""


def command_line(arguments: list[str]) -> list[str]:
    """The arguments for Django: `sample-company` names the module `sample_company`."""
    name, *rest = arguments
    return [name.replace("-", "_"), *rest]


def _serve(arguments: list[str]) -> int:
    from yanzhen.config import serve

    if arguments:
        print("yanzhen serve takes no arguments; PORT, HOST and DATABASE_URL come from the environment.")
        return 0 if arguments[0] in {"-h", "--help"} else 2
    return serve.main()


def main() -> int:
    """Run one command; the exit code says whether it worked."""
    arguments = sys.argv[1:]
    if not arguments or (arguments[0] in {"-h", "--help", "help"} and len(arguments) == 1):
        print(USAGE)
        return 0
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yanzhen.config.settings")
    sqlite.use_newer_library()
    if arguments[0] == "serve":
        return _serve(arguments[1:])
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import ManagementUtility

    utility = ManagementUtility(["yanzhen", *command_line(arguments)])
    try:
        if os.environ.get("YANZHEN_PREPARE") == "1":
            prepare.ensure(collect=False)
        utility.execute()
    except BrokenPipeError:
        # Whoever read our output had enough, as `head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (prepare.CannotPrepare, assets.AssetMissing, ImproperlyConfigured) as error:
        print(f"Yanzhen cannot run this: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
