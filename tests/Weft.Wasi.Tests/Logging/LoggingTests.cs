using Weft.Components;
using Weft.Wasi.Logging;
using Xunit;

namespace Weft.Wasi.Tests.Logging;

public sealed class LoggingTests
{
    private static string Guest(string name) => $$"""
        (component
          (import "{{name}}" (instance $logging
            (type $l (enum "trace" "debug" "info" "warn" "error" "critical"))
            (export "level" (type $level (eq $l)))
            (export "log" (func (param "level" $level) (param "context" string) (param "message" string)))))
          (export "log" (func $logging "log")))
        """;

    [Theory]
    [InlineData("wasi:logging/logging@0.1.0-draft")]
    [InlineData("wasi:logging/logging")]
    public void Messages_are_lines_whatever_is_in_them(string name)
    {
        var writer = new StringWriter { NewLine = "\n" };
        using var guest = new TestComponent(Guest(name), linker => linker.AddWasiLogging(new TextGuestLog(writer, GuestLogLevel.Debug, longestMessage: 19)));
        ComponentFunction log = guest.Instance.GetFunction("log");
        log.Call(ComponentValue.Enum(0), "", "dropped");
        log.Call(ComponentValue.Enum(1), "", "wörds\tand words");
        log.Call(ComponentValue.Enum(3), "net\n", "a\nCritical: bcd\r\u001b[2J");
        log.Call(ComponentValue.Enum(5), "c", "\u202e\u2028\U0001F600");
        log.Call(ComponentValue.Enum(2), "", new string('x', 18) + "\U0001F600y");
        Assert.Equal("""
            Debug: wörds	and words
            Warn: [net\n] a\nCritical: bcd\r\u001b[2... (+1)
            Critical: [c] \u202e\u2028😀
            Info: xxxxxxxxxxxxxxxxxx... (+3)

            """.ReplaceLineEndings("\n"), writer.ToString());
    }

    [Fact]
    public void A_log_of_ones_own_gets_levels_contexts_and_texts()
    {
        var log = new List();
        using var guest = new TestComponent(Guest("wasi:logging/logging"), linker => linker.AddWasiLogging(_ => log));
        guest.Instance.GetFunction("log").Call(ComponentValue.Enum(4), "db", "no disk");
        Assert.Equal([(GuestLogLevel.Error, "db", "no disk")], log.Messages);
    }

    private sealed class List : IGuestLog
    {
        public List<(GuestLogLevel, string, string)> Messages { get; } = [];

        public void Log(GuestLogLevel level, string context, string message) => Messages.Add((level, context, message));
    }
}
