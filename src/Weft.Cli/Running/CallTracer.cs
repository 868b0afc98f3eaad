// `weft run --trace-calls`: calls of functions and how they end, a line each, indented by their depth.
using System.Globalization;
using System.IO.Enumeration;
using System.Text;

namespace Weft.Cli.Running;

/// <summary>Writes what it hears of the calls of functions whose name matches a pattern.</summary>
internal sealed class CallTracer(TextWriter output, string pattern) : FunctionListener
{
    // Deeper calls begin at the same column: an endless recursion must not write lines without end.
    private const int DeepestIndent = 40;

    /// <summary>This listener for functions that match, null for others: what <see cref="EngineOptions.FunctionListeners"/> wants.</summary>
    public FunctionListener? Find(ListenedFunction function) => FileSystemName.MatchesSimpleExpression(pattern, NameOf(function), ignoreCase: false) ? this : null;

    public override void Entered(in FunctionCall call, ReadOnlySpan<Value> arguments) => Write(call, '>', $"({Print(arguments)})");

    public override void Returned(in FunctionCall call, ReadOnlySpan<Value> results) => Write(call, '<', results.IsEmpty ? "" : $" = {Print(results)}");

    public override void Replaced(in FunctionCall call) => Write(call, '~', ": a tail call takes its place");

    public override void Failed(in FunctionCall call, Exception reason) => Write(call, '!', $": {reason.Message}");

    private void Write(in FunctionCall call, char what, string text)
    {
        var line = string.Concat(new string(' ', Math.Min(call.Depth, DeepestIndent) * 2), $"{what} ", NameOf(call.Function), text);

        // Threads of the guest share the stream.
        lock (output)
        {
            output.WriteLine(line);
        }
    }

    private static string NameOf(ListenedFunction function) => function.Name ?? string.Create(CultureInfo.InvariantCulture, $"func[{function.Index}]");

    private static string Print(ReadOnlySpan<Value> values)
    {
        var text = new StringBuilder();
        foreach (var value in values)
        {
            text.Append(text.Length == 0 ? "" : ", ").Append(ValueText.Print(value));
        }

        return text.ToString();
    }
}
