// Copying of lists and maps.
namespace Weft.Components.CanonicalAbi;

/// <summary>Copies lists, of numbers at once.</summary>
internal sealed class ListCopier : PointerCopier
{
    private readonly ValueCopier _element;

    /// <summary>Makes one.</summary>
    public ListCopier(bool sourceIs64, bool targetIs64, ValueCopier element)
        : base(sourceIs64, targetIs64)
    {
        _element = element;
        Depth = 1 + element.Depth;
    }

    protected override (ulong Address, ulong Length) Copy(ref CopyFrame frame, ulong address, ulong length)
    {
        var (source, target) = (_element.Source, _element.Target);
        var count = frame.From.CheckList(address, length, source.Size, source.Alignment);
        var size = (ulong)count * (uint)target.Size;
        var copy = frame.Allocate(size, target.Alignment, "list content");
        _element.CopyElements(ref frame, frame.From.GetBytes(address, count * source.Size), frame.To.GetBytes(copy, (int)size), count);
        return (copy, (uint)count);
    }
}
