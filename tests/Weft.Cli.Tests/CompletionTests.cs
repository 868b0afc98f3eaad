using System.Diagnostics;
using Xunit;

namespace Weft.Cli.Tests;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("weft va", "validate")]
    [InlineData("weft run --time", "--timeout")]
    [InlineData("weft run --prof", "--profile-interval")]
    [InlineData("weft run --perf", "--perf-map")]
    [InlineData("weft explore --f", "--function")]
    [InlineData("weft inspect --j", "--json")]
    [InlineData("weft wi", "wit")]
    [InlineData("weft wit --all", "--all-features")]
    public void The_command_suggests_what_fits(string line, string expected) =>
        Assert.Contains(expected, WeftProcess.Run($"[suggest:{line.Length}]", line).Output.Split('\n'));

    [Theory]
    [InlineData("bash", "complete -o default -F _weft_completion weft")]
    [InlineData("zsh", "compdef _weft_completion weft")]
    [InlineData("fish", "complete -c weft")]
    public void Each_shell_has_a_script(string shell, string expected) => Assert.Contains(expected, WeftProcess.Run("completion", shell).Output);

    [Fact]
    public void Bash_accepts_its_script()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "there is no bash here");
        using var bash = Process.Start(new ProcessStartInfo("/bin/bash", ["-n"]) { RedirectStandardInput = true })!;
        bash.StandardInput.Write(WeftProcess.Run("completion", "bash").Output);
        bash.StandardInput.Close();
        bash.WaitForExit();
        Assert.Equal(0, bash.ExitCode);
    }
}
