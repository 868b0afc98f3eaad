// A bar on the terminal while a large module is compiled.
using System.Diagnostics;
using System.Globalization;

namespace Weft.Cli.Running;

/// <summary>Draws how far compiling is, on one line that it clears at the end. Short waits show nothing.</summary>
/// <param name="output">A terminal.</param>
/// <param name="width">How many characters a line has.</param>
/// <param name="delay">How long to wait before anything is drawn.</param>
internal sealed class ProgressBar(TextWriter output, int width, TimeSpan delay) : IProgress<CompileProgress>
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private readonly long _start = Stopwatch.GetTimestamp();
    private TimeSpan _next = delay;
    private bool _isDrawn;

    public void Report(CompileProgress value)
    {
        if (value.CompiledFunctions == value.Functions)
        {
            Clear();
            return;
        }

        var now = Stopwatch.GetElapsedTime(_start);
        if (now >= _next)
        {
            _next = now + s_interval;
            Draw(value);
        }
    }

    private void Draw(in CompileProgress value)
    {
        var count = value.CompiledFunctions == 0 ? value.EmittedFunctions : value.CompiledFunctions;
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{(value.CompiledFunctions == 0 ? "emitting" : "compiling")} {(int)(value.Fraction * 100),3} % {count} of {value.Functions} functions");
        var room = Math.Clamp(width - text.Length - 4, 0, 40);
        var filled = (int)(value.Fraction * room);
        var line = $"[{new string('#', filled)}{new string('.', room - filled)}] {text}";
        output.Write('\r' + (line.Length < width ? line.PadRight(width - 1) : line[..Math.Max(0, width - 1)]));
        output.Flush();
        _isDrawn = true;
    }

    private void Clear()
    {
        if (_isDrawn)
        {
            output.Write('\r' + new string(' ', Math.Max(0, width - 1)) + '\r');
            output.Flush();
            _isDrawn = false;
        }
    }
}
