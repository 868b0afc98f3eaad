// One line on standard error that says what runs now, where a person is watching.
namespace Weft.Bench.Measuring;

/// <summary>Progress on a terminal; silent where standard error is a file or a pipe.</summary>
internal sealed class Progress(TextWriter writer, bool isTerminal)
{
    private int _width;

    /// <summary>Progress on standard error.</summary>
    public static Progress OnStandardError() => new(Console.Error, !Console.IsErrorRedirected);

    /// <summary>Replaces the line.</summary>
    public void Report(string text)
    {
        if (isTerminal)
        {
            writer.Write($"\r{text.PadRight(_width)}");
            _width = text.Length;
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        if (isTerminal && _width > 0)
        {
            writer.Write($"\r{new string(' ', _width)}\r");
            _width = 0;
        }
    }
}
