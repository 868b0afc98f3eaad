// The data segments of a module (spec 4.7.2): what instances begin with, as images of their memories where the segments allow it.
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.Instructions;

namespace Weft.Runtime;

/// <summary>What instances of one module share of its data segments. May be used from any thread.</summary>
internal sealed class ModuleData : IDisposable
{
    private readonly Weft.Wasm.Validation.ValidatedModule _module;
    private readonly Lock _lock = new();
    private readonly ReadOnlyMemory<byte>[] _segments;
    private readonly ReadOnlyMemory<byte>[] _segmentsAfterImages;

    // Where none is left, there is nothing that an instance could drop.
    private readonly bool _hasSegmentsAfterImages;
    private MemoryImage?[]? _images;
    private bool _isUsed;
    private bool _isDisposed;

    public ModuleData(Weft.Wasm.Validation.ValidatedModule module)
    {
        _module = module;
        var data = module.Definition.Data;
        _segments = new ReadOnlyMemory<byte>[data.Length];
        for (var i = 0; i < data.Length; i++)
        {
            _segments[i] = data[i].Bytes;
        }

        _segmentsAfterImages = Copy(_segments);
        while (ImagedSegments < data.Length && (data[ImagedSegments].Mode != SegmentMode.Active || FindRange(data[ImagedSegments]) is not null))
        {
            if (data[ImagedSegments].Mode == SegmentMode.Active)
            {
                _segmentsAfterImages[ImagedSegments] = default;
            }

            ImagedSegments++;
        }

        _hasSegmentsAfterImages = Array.Exists(_segmentsAfterImages, segment => !segment.IsEmpty);
    }

    /// <summary>
    /// How many segments, from the first, images stand for: passive ones, and active ones whose place in a memory of the module itself is
    /// known and inside. What comes after one that is not like that must be applied in order, as it may trap.
    /// </summary>
    public int ImagedSegments { get; }

    /// <summary>The segments of a new instance.</summary>
    public ReadOnlyMemory<byte>[] MakeSegments() => Copy(_segments);

    /// <summary>The segments of an instance to which the images were applied: those that they stand for are dropped.</summary>
    public ReadOnlyMemory<byte>[] MakeSegmentsAfterImages() => _hasSegmentsAfterImages ? Copy(_segmentsAfterImages) : _segmentsAfterImages;

    /// <summary>
    /// The images, by the index of the memory; null for memories that begin with zeros. All is null the first time: making images costs as
    /// much as applying segments, so that a module that is instantiated once has no use for them.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The module is disposed.</exception>
    public MemoryImage?[]? GetImages()
    {
        if (Volatile.Read(ref _images) is { } known)
        {
            return known;
        }

        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(Module));
            if (!_isUsed)
            {
                _isUsed = true;
                return null;
            }

            return _images ??= MakeImages();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var image in _images ?? [])
            {
                image?.Dispose();
            }
        }
    }

    private MemoryImage?[] MakeImages()
    {
        var ranges = new List<MemoryRange>?[_module.Memories.Length];
        foreach (var segment in _module.Definition.Data.AsSpan()[..ImagedSegments])
        {
            if (segment.Mode == SegmentMode.Active)
            {
                (ranges[segment.MemoryIndex] ??= []).Add(FindRange(segment)!.Value);
            }
        }

        return [.. ranges.Select(list => list is null ? null : MemoryImage.Create(list))];
    }

    // Where an active segment goes, if that is known and cannot trap.
    private MemoryRange? FindRange(DataSegment segment)
    {
        if (segment.MemoryIndex < _module.ImportedMemoryCount || !TryEvaluate(segment.Offset!, out var address))
        {
            return null;
        }

        // A minimum of 2^48 pages and more is refused before anything is applied.
        var memory = _module.Memories[segment.MemoryIndex];
        var length = memory.Limits.Minimum > ulong.MaxValue >> memory.PageSizeLog2 ? 0 : memory.Limits.Minimum << memory.PageSizeLog2;
        return address <= length && (ulong)segment.Bytes.Length <= length - address ? new MemoryRange(address, segment.Bytes) : null;
    }

    // Only what every compiler writes: one constant.
    private static bool TryEvaluate(ConstantExpression expression, out ulong value)
    {
        var reader = new InstructionReader(new ByteReader(expression.Bytes.Span, expression.Offset));
        var instruction = default(Instruction);
        reader.Read(ref instruction);
        value = instruction.Opcode == Opcode.I32Const ? (uint)instruction.Bits : instruction.Bits;
        if (instruction.Opcode is not (Opcode.I32Const or Opcode.I64Const))
        {
            return false;
        }

        reader.Read(ref instruction);
        return instruction.Opcode == Opcode.End;
    }

    private static ReadOnlyMemory<byte>[] Copy(ReadOnlyMemory<byte>[] segments) => (ReadOnlyMemory<byte>[])segments.Clone();
}
