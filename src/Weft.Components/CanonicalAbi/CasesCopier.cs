// Copying of variants, and of what is one: enumerations, options, results.
namespace Weft.Components.CanonicalAbi;

/// <summary>Copies a case and what it carries.</summary>
internal sealed class CasesCopier : ValueCopier
{
    private readonly ValueCopier?[] _cases;
    private readonly int _discriminantSize;
    private readonly int _sourceOffset;
    private readonly int _targetOffset;

    /// <summary>Makes one.</summary>
    /// <param name="source">The layout of the whole where it comes from.</param>
    /// <param name="target">The layout of the whole where it goes.</param>
    /// <param name="cases">What copies what the cases carry; null where they carry nothing.</param>
    public CasesCopier(CodecLayout source, CodecLayout target, ValueCopier?[] cases)
        : base(source, target)
    {
        _cases = cases;
        _discriminantSize = ValueLayout.DiscriminantSize(cases.Length);
        _sourceOffset = CodecLayout.Align(_discriminantSize, cases.Max(item => item?.Source.Alignment ?? 1));
        _targetOffset = CodecLayout.Align(_discriminantSize, cases.Max(item => item?.Target.Alignment ?? 1));
        Depth = 1 + cases.Max(item => item?.Depth ?? 0);
    }

    public override void CopyFlat(ref CopyFrame frame)
    {
        var end = frame.Position + Source.FlatCount;
        var index = Cases.Check((uint)frame.Read(), _cases.Length);
        frame.Write((uint)index);
        _cases[index]?.CopyFlat(ref frame);
        frame.SkipTo(end);
    }

    public override void Copy(ref CopyFrame frame, ReadOnlySpan<byte> from, Span<byte> to)
    {
        var index = Cases.Check(SmallInteger.Read(from, _discriminantSize), _cases.Length);
        SmallInteger.Write(to, _discriminantSize, (uint)index);
        _cases[index]?.Copy(ref frame, from[_sourceOffset..], to[_targetOffset..]);
    }
}
