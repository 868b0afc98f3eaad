// wasi:keyvalue: pages of a sorted set, where the cursor is the last item of the page before. It stays good whatever is added or removed between two
// pages, and whatever the guest makes of it.

namespace Weft.Wasi.KeyValue;

/// <summary>Cuts sorted sets into pages.</summary>
internal static class SortedPages
{
    private const int LongestPage = 1000;
    private const int MostCharacters = 1 << 20;

    /// <summary>Takes a page.</summary>
    /// <param name="items">All items, sorted by their ordinal numbers.</param>
    /// <param name="cursor">The last item of the page before; null for the first page.</param>
    /// <param name="getKey">What key an item stands for.</param>
    public static KeyValuePage Take(SortedSet<string> items, string? cursor, Func<string, string> getKey)
    {
        var keys = new List<string>();
        if (items.Max is not { } last || (cursor is not null && string.CompareOrdinal(cursor, last) >= 0))
            return new KeyValuePage(keys, null);
        int characters = 0;
        string? previous = null;
        foreach (string item in cursor is null ? items : items.GetViewBetween(cursor, last))
        {
            if (item == cursor)
                continue;
            if (keys.Count == LongestPage || characters > MostCharacters)
                return new KeyValuePage(keys, previous);
            string key = getKey(item);
            keys.Add(key);
            characters += key.Length;
            previous = item;
        }
        return new KeyValuePage(keys, null);
    }
}
