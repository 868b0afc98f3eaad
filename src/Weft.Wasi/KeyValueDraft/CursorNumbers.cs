// wasi:keyvalue@0.2.0-draft: a page of keys begins where a number says; backends say it with a text.

namespace Weft.Wasi.KeyValueDraft;

/// <summary>
/// The numbers that guests of a store were given for the texts of backends. Guests are hostile, and texts may be as long as keys: what was given
/// out first is forgotten when there is too much.
/// </summary>
internal sealed class CursorNumbers
{
    private const int MostCursors = 1024;
    private const int MostCharacters = 1 << 20;

    private readonly Queue<(ulong Number, int Length)> _order = [];
    private readonly Dictionary<ulong, string> _texts = [];
    private long _characters;
    private ulong _last;

    /// <summary>A number for a text.</summary>
    public ulong Add(string text)
    {
        _texts.Add(++_last, text);
        _order.Enqueue((_last, text.Length));
        _characters += text.Length;

        // The newest stays, however long it is.
        while (_order.Count > 1 && (_order.Count > MostCursors || _characters > MostCharacters))
        {
            (ulong oldest, int length) = _order.Dequeue();
            _texts.Remove(oldest);
            _characters -= length;
        }
        return _last;
    }

    /// <summary>The text of a number; null when it was never given, or is forgotten.</summary>
    public string? Find(ulong number) => _texts.GetValueOrDefault(number);
}
