// Lines of C# with their indentation.
using System.Text;

namespace Weft.Bindings.Generator.Emission;

/// <summary>Writes C#.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Adds a line.</summary>
    public void Line(string line = "")
    {
        if (line.Length != 0)
        {
            _text.Append(' ', 4 * _depth).Append(line);
        }

        _text.Append('\n');
    }

    /// <summary>Adds a line and begins a block.</summary>
    public void Open(string line)
    {
        Line(line);
        Line("{");
        _depth++;
    }

    /// <summary>Ends a block.</summary>
    public void Close(string behind = "")
    {
        _depth--;
        Line("}" + behind);
    }

    /// <summary>An empty line, unless a block has just begun.</summary>
    public void Gap()
    {
        var end = _text.Length;
        var isAtStart = end == 0 || (end > 1 && _text[end - 1] == '\n' && (_text[end - 2] == '{' || _text[end - 2] == '\n'));
        if (!isAtStart)
        {
            Line();
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
