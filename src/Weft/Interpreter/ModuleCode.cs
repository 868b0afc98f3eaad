// The code memory of a module: bytecode in native memory, lowered a function at a time, shared by all instances in all stores that prepare
// code alike. It holds no pointers to instances. It is freed when neither the module nor an instance of it is left.
using System.Runtime.InteropServices;
using Weft.Interpreter.Lowering;
using Weft.Wasm.Validation;

namespace Weft.Interpreter;

/// <summary>The bytecode of a module's functions.</summary>
internal sealed unsafe class ModuleCode
{
    private const int ChunkWords = 32 * 1024;

    private readonly Lock _lock = new();
    private readonly FunctionCode?[] _functions;
    private readonly List<CodeChunk> _chunks = [];

    // Not in the chunks: the map of all code holds these, and functions hold their module's code.
    private readonly Dictionary<CodeChunk, List<FunctionCode>> _places = [];
    private readonly FunctionLowering _lowering;

    public ModuleCode(ValidatedModule module, LoweringOptions options, ShapeRegistry shapes)
    {
        Module = module;
        _functions = new FunctionCode?[module.Definition.FunctionCount];
        _lowering = new FunctionLowering(module, options, shapes);
    }

    ~ModuleCode()
    {
        foreach (var chunk in _chunks)
        {
            CodeMap.Remove(chunk);

            // SAFETY: no module and no instance is left, so that nothing can run this code.
            NativeMemory.Free(chunk.Start);
        }
    }

    /// <summary>The module.</summary>
    public ValidatedModule Module { get; }

    /// <summary>The code of a defined function, lowered now if nobody called it before.</summary>
    /// <param name="functionIndex">Its index in the function index space, imports first.</param>
    public FunctionCode Get(int functionIndex)
    {
        ref var function = ref _functions[functionIndex - Module.ImportedFunctionCount];
        if (Volatile.Read(ref function) is { } known)
        {
            return known;
        }

        lock (_lock)
        {
            return function ??= Place(_lowering.Lower(functionIndex));
        }
    }

    /// <summary>The instruction of the body that a place in the bytecode came from, as an offset in the module (in the body, for text).</summary>
    public int FindOffset(FunctionCode function, ushort* ip)
    {
        var body = Module.Definition.Functions[function.FunctionIndex - Module.ImportedFunctionCount].Body;
        lock (_lock)
        {
            return checked((int)(body.Offset + _lowering.FindOffset(function.FunctionIndex, (int)(ip - function.Start))));
        }
    }

    /// <summary>The function that a place in a chunk belongs to, or null.</summary>
    public FunctionCode? Find(CodeChunk chunk, ushort* ip)
    {
        lock (_lock)
        {
            var functions = _places[chunk];
            int low = 0, high = functions.Count - 1;
            while (low <= high)
            {
                var middle = (low + high) / 2;
                var function = functions[middle];
                if (ip < function.Start)
                {
                    high = middle - 1;
                }
                else if (ip >= function.Start + function.Length)
                {
                    low = middle + 1;
                }
                else
                {
                    return function;
                }
            }

            return null;
        }
    }

    private FunctionCode Place(LoweredFunction lowered)
    {
        var words = CodeHeader.Words + ((lowered.Code.Length + 3) & ~3);
        var chunk = _chunks.Count != 0 && _chunks[^1].FreeWords >= words ? _chunks[^1] : AddChunk(Math.Max(words, _chunks.Count == 0 ? 2048 : ChunkWords));
        var start = chunk.Start + chunk.UsedWords + CodeHeader.Words;

        // SAFETY: the chunk has room for the words.
        *(ulong*)(start - CodeHeader.Words) = CodeHeader.Make(lowered.FrameSlots, lowered.HeaderSlot);
        lowered.Code.Span.CopyTo(new Span<ushort>(start, lowered.Code.Length));
        chunk.UsedWords += words;
        var function = new FunctionCode(this, lowered.FunctionIndex, start, lowered.Code.Length, lowered.HeaderSlot, lowered.FrameSlots, lowered.Regions);
        _places[chunk].Add(function);
        return function;
    }

    private CodeChunk AddChunk(int words)
    {
        var chunk = new CodeChunk((ushort*)NativeMemory.Alloc((nuint)words, sizeof(ushort)), words, new WeakReference<ModuleCode>(this));
        _chunks.Add(chunk);
        _places.Add(chunk, []);
        CodeMap.Add(chunk);
        return chunk;
    }
}

/// <summary>A function's bytecode in code memory.</summary>
internal sealed unsafe class FunctionCode(
    ModuleCode owner, int functionIndex, ushort* start, int length, int headerSlot, int frameSlots, HandlerRegion[] regions)
{
    /// <summary>The module's code.</summary>
    public ModuleCode Owner { get; } = owner;

    /// <summary>Its index in the module's function index space.</summary>
    public int FunctionIndex { get; } = functionIndex;

    /// <summary>The first instruction.</summary>
    public ushort* Start { get; } = start;

    /// <summary>The length in words.</summary>
    public int Length { get; } = length;

    /// <summary>The slot of the return address; the caller's frame is in the next.</summary>
    public int HeaderSlot { get; } = headerSlot;

    /// <summary>The slots of its frame.</summary>
    public int FrameSlots { get; } = frameSlots;

    /// <summary>Its exception handlers, innermost first.</summary>
    public HandlerRegion[] Regions { get; } = regions;
}

/// <summary>A piece of code memory.</summary>
internal sealed unsafe class CodeChunk(ushort* start, int words, WeakReference<ModuleCode> owner)
{
    public ushort* Start { get; } = start;

    public ushort* End { get; } = start + words;

    public WeakReference<ModuleCode> Owner { get; } = owner;

    public int UsedWords { get; set; }

    public int FreeWords => words - UsedWords;
}

/// <summary>Where all code memory of the process is: it tells whose code an instruction pointer points into.</summary>
internal static unsafe class CodeMap
{
    private static readonly Lock s_lock = new();
    private static readonly List<CodeChunk> s_chunks = [];

    public static void Add(CodeChunk chunk)
    {
        lock (s_lock)
        {
            s_chunks.Insert(IndexAfter(chunk.Start), chunk);
        }
    }

    public static void Remove(CodeChunk chunk)
    {
        lock (s_lock)
        {
            s_chunks.RemoveAt(IndexAfter(chunk.Start) - 1);
        }
    }

    /// <summary>The function whose code a pointer points into, or null for a stub or no code at all.</summary>
    public static FunctionCode? Find(ushort* ip)
    {
        CodeChunk chunk;
        ModuleCode? owner;
        lock (s_lock)
        {
            var index = IndexAfter(ip) - 1;
            if (index < 0 || ip >= s_chunks[index].End || !s_chunks[index].Owner.TryGetTarget(out owner))
            {
                return null;
            }

            chunk = s_chunks[index];
        }

        return owner.Find(chunk, ip);
    }

    private static int IndexAfter(ushort* address)
    {
        int low = 0, high = s_chunks.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (s_chunks[middle].Start <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
