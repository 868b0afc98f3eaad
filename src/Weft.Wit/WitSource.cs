// A text and what it is called: the input of the parser, and the owner of the places that errors name.
using System.Text;

namespace Weft.Wit;

/// <summary>One file of WIT.</summary>
public sealed class WitSource
{
    private int[]? _lineStarts;
    private int[]? _lowSurrogates;

    /// <summary>Names a text.</summary>
    /// <param name="path">What errors call it.</param>
    /// <param name="text">The text.</param>
    public WitSource(string path, string text)
    {
        Path = path ?? throw new ArgumentNullException(nameof(path));
        Text = text ?? throw new ArgumentNullException(nameof(text));
    }

    /// <summary>What errors call the text.</summary>
    public string Path { get; }

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>Decodes a file.</summary>
    /// <param name="path">What errors call it.</param>
    /// <param name="bytes">UTF-8, with a byte order mark or without.</param>
    /// <exception cref="WitException">The bytes are not UTF-8.</exception>
    public static WitSource FromUtf8(string path, byte[] bytes)
    {
        try
        {
            return new WitSource(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes));
        }
        catch (ArgumentException)
        {
            throw new WitException("the file is not valid UTF-8: save it in that encoding", new WitLocation(path, 1, 1));
        }
    }

    // Both tables are made once: looking a column up must not take time in the length of its line, as hostile texts have one line.
    internal WitLocation LocationOf(int offset)
    {
        _lineStarts ??= Positions(static (text, index) => text[index] == '\n');
        _lowSurrogates ??= Positions(static (text, index) => char.IsLowSurrogate(text[index]));
        var line = CountBelow(_lineStarts, offset);
        var start = line == 0 ? 0 : _lineStarts[line - 1] + 1;
        var surrogates = CountBelow(_lowSurrogates, offset) - CountBelow(_lowSurrogates, start);
        return new WitLocation(Path, line + 1, offset - start - surrogates + 1);
    }

    internal WitException Error(int offset, string reason)
    {
        var location = LocationOf(offset);
        var start = location.Line == 1 ? 0 : _lineStarts![location.Line - 2] + 1;
        var end = location.Line <= _lineStarts!.Length ? _lineStarts[location.Line - 1] : Text.Length;
        return new WitException(reason, location, Text.Substring(start, end - start).TrimEnd('\r'));
    }

    private int[] Positions(Func<string, int, bool> isWanted)
    {
        var positions = new List<int>();
        for (var index = 0; index < Text.Length; index++)
        {
            if (isWanted(Text, index))
            {
                positions.Add(index);
            }
        }

        return positions.ToArray();
    }

    private static int CountBelow(int[] positions, int offset)
    {
        var found = Array.BinarySearch(positions, offset);
        return found >= 0 ? found : ~found;
    }
}
