// The data segments of a module (spec 4.7.2): what instances begin with, as images of their memories where the segments allow it.
using Weft.Precompilation;
using Weft.Wasm;

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

    /// <summary>Images that lie in the file of the module, which cost nothing to make; null when there are none.</summary>
    public StoredImages? Stored { get; set; }

    /// <summary>
    /// The images, by the index of the memory; null for memories that begin with zeros. All is null the first time: making images costs as
    /// much as applying segments, so that a module that is instantiated once has no use for them, unless they are there already.
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
            if (Stored is { } stored)
            {
                return _images ??= stored.Open(this, _module);
            }

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

    /// <summary>What images stand for, in the order of the segments, by the index of the memory; null for nothing.</summary>
    public MemoryRange[]?[] FindRanges()
    {
        // Arrays: for a list of own structures the runtime compiles a method at each start.
        var segments = _module.Definition.Data.AsSpan()[..ImagedSegments];
        var counts = new int[_module.Memories.Length];
        foreach (var segment in segments)
        {
            if (segment.Mode == SegmentMode.Active)
            {
                counts[segment.MemoryIndex]++;
            }
        }

        var ranges = new MemoryRange[]?[counts.Length];
        foreach (var segment in segments)
        {
            if (segment.Mode == SegmentMode.Active)
            {
                // From the end of what is counted down to 0.
                var list = ranges[segment.MemoryIndex] ??= new MemoryRange[counts[segment.MemoryIndex]];
                list[^counts[segment.MemoryIndex]--] = FindRange(segment)!.Value;
            }
        }

        return ranges;
    }

    private MemoryImage?[] MakeImages() => [.. FindRanges().Select(list => list is null ? null : MemoryImage.Create(list))];

    // Where an active segment goes, if that is known and cannot trap: where its offset is what every compiler writes, one constant.
    private MemoryRange? FindRange(DataSegment segment)
    {
        if (segment.MemoryIndex < _module.ImportedMemoryCount || !segment.Offset!.TryGetInteger(out _, out var address))
        {
            return null;
        }

        // A minimum of 2^48 pages and more is refused before anything is applied.
        var memory = _module.Memories[segment.MemoryIndex];
        var length = memory.Limits.Minimum > ulong.MaxValue >> memory.PageSizeLog2 ? 0 : memory.Limits.Minimum << memory.PageSizeLog2;
        return address <= length && (ulong)segment.Bytes.Length <= length - address ? new MemoryRange(address, segment.Bytes) : null;
    }

    private static ReadOnlyMemory<byte>[] Copy(ReadOnlyMemory<byte>[] segments) => (ReadOnlyMemory<byte>[])segments.Clone();
}
