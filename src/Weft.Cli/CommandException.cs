// What a command reports and exits with.
namespace Weft.Cli;

/// <summary>A command cannot do its work: the message goes to standard error, the code becomes the exit code.</summary>
internal sealed class CommandException(string message, Exception? innerException = null, int exitCode = 1) : Exception(message, innerException)
{
    /// <summary>The exit code.</summary>
    public int ExitCode { get; } = exitCode;
}
