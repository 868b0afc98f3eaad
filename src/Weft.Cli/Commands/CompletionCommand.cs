// `weft completion`: scripts that teach a shell to complete the command line, by asking the command itself.
using System.CommandLine;

namespace Weft.Cli.Commands;

/// <summary>Prints the completion script of a shell.</summary>
internal sealed class CompletionCommand : Command
{
    private static readonly Dictionary<string, string> s_scripts = new()
    {
        ["bash"] =
            """
            _weft_completion() {
              local IFS=$'\n'
              COMPREPLY=($(compgen -W "$(weft "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _weft_completion weft
            """,
        ["zsh"] =
            """
            _weft_completion() {
              local -a suggestions
              suggestions=("${(@f)$(weft "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
              compadd -a suggestions
              _files
            }
            compdef _weft_completion weft
            """,
        ["fish"] =
            """
            complete -c weft -a '(weft "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'
            """,
    };

    private readonly Argument<string> _shell = new("SHELL") { Description = "bash, zsh or fish." };

    public CompletionCommand()
        : base("completion", "Print a script that completes weft's commands and options.\n\n  source <(weft completion bash)\n  weft completion fish > ~/.config/fish/completions/weft.fish")
    {
        _shell.AcceptOnlyFromAmong([.. s_scripts.Keys]);
        Add(_shell);
        SetAction(arguments => Console.Out.WriteLine(s_scripts[arguments.GetRequiredValue(_shell)]));
    }
}
