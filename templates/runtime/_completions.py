"""Scripts for shells, each of which defines a command and completes its words."""

from __future__ import annotations

from typing import Final

# Values may contain spaces, so each is on a line of its own. fish quotes what it completes with, and the
# program may be quoted itself, so there the function stands for it.
SCRIPTS: Final = {
    "bash": """\
{name}() {{ {prog} "$@"; }}
_{name}() {{
  local word
  COMPREPLY=()
  while IFS= read -r word; do
    COMPREPLY+=("$(printf %q "$word")")
  done < <({prog} complete "${{COMP_WORDS[@]:1:COMP_CWORD}}" 2>/dev/null)
}}
complete -o default -F _{name} {name}""",
    "zsh": """\
(( $+functions[compdef] )) || {{ autoload -Uz compinit && compinit; }}
{name}() {{ {prog} "$@"; }}
_{name}() {{
  local -a found
  found=("${{(@f)$({prog} complete "${{(@)words[2,CURRENT]}}" 2>/dev/null)}}")
  if (( ${{#found}} )) && [[ -n $found[1] ]]; then compadd -- "${{found[@]}}"; else _files; fi
}}
compdef _{name} {name}""",
    "fish": """\
function {name}; {prog} $argv; end
complete -c {name} -f -n 'not string match -qr -- "^--(from|failures)\\$" (commandline -opc)[-1]' \\
  -a '({name} complete (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'""",
}
