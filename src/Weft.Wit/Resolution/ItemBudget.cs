// Worlds that include worlds can come to far more items than their text has letters: this bounds them.
using Weft.Wit.Syntax;

namespace Weft.Wit.Resolution;

internal sealed class ItemBudget
{
    private const int MostItems = 1_000_000;
    private int _left = MostItems;

    public void Spend(int count, Identifier place)
    {
        _left -= count;
        if (_left < 0)
        {
            throw place.Error($"the worlds come to more than {MostItems} imports and exports");
        }
    }
}
