// What a long command is doing: a line on a terminal that moves while it lasts, nothing elsewhere.
namespace Weft.Cli.Running;

/// <summary>Shows what is going on.</summary>
internal sealed class ProgressLine : IProgress<string>, IDisposable
{
    private const int Width = 24;
    private const int Step = 120;

    private readonly Lock _lock = new();
    private readonly TextWriter _output;
    private readonly Timer? _timer;
    private string _what = "";
    private int _position;

    /// <summary>Begins to show; only if standard error is a terminal.</summary>
    public ProgressLine(TextWriter output)
    {
        _output = output;
        _timer = Console.IsErrorRedirected ? null : new Timer(_ => Draw(), null, Step, Step);
    }

    /// <inheritdoc/>
    public void Report(string value)
    {
        lock (_lock)
        {
            _what = value;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        lock (_lock)
        {
            if (_position != 0)
            {
                _output.Write("\r\u001b[K");
                _position = 0;
            }
        }
    }

    private void Draw()
    {
        lock (_lock)
        {
            if (_what.Length == 0)
            {
                return;
            }

            // Nobody knows how far it is: a block that goes to and fro.
            var place = _position++ % (2 * Width);
            place = place < Width ? place : (2 * Width) - 1 - place;
            _output.Write($"\r[{new string('-', place)}#{new string('-', Width - 1 - place)}] {_what}\u001b[K");
        }
    }
}
