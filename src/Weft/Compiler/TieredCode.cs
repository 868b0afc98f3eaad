// The compiled code of a module that the interpreter runs until its functions get hot. Running code asks, a thread of the engine compiles,
// and running code looks again: it puts compiled code into the cells of its own instance itself, so that no other thread ever touches them.
using Weft.Wasm.Validation;

namespace Weft.Compiler;

/// <summary>What is asked to be compiled of a module, and what has been. Any thread may use it.</summary>
internal sealed class TieredCode(Module owner, CompilerSettings settings, CompileQueue? queue)
{
    // How many functions, with how many bytes of bodies, are emitted along with a hot one that calls them, so that the calls are direct.
    private const int MaximumCallees = 400;
    private const int MaximumCalleeBytes = 100_000;

    private readonly ValidatedModule _module = owner.Validated;
    private readonly Lock _lock = new();
    private readonly Lock _compileLock = new();
    private readonly HashSet<int> _askedFunctions = [];
    private readonly HashSet<(int FunctionIndex, int Loop)> _askedLoops = [];
    private List<int> _functions = [];
    private List<(int FunctionIndex, int Loop)> _loops = [];
    private volatile CompiledModule? _code;

    /// <summary>Why compiling failed, when it did: the functions then stay with the interpreter.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>The compiled code; null while there is none.</summary>
    public CompiledModule? Code => _code;

    /// <summary>The address of the code of a function; 0 when it is not compiled: then it will be.</summary>
    public nint GetEntryOrAsk(int functionIndex)
    {
        if (_code is { } code && code.GetEntry(functionIndex) is not 0 and var entry)
        {
            return entry;
        }

        bool isNew;
        lock (_lock)
        {
            isNew = _askedFunctions.Add(functionIndex);
            if (isNew)
            {
                _functions.Add(functionIndex);
            }
        }

        return isNew && CompileNow() ? _code?.GetEntry(functionIndex) ?? 0 : 0;
    }

    /// <summary>The address of the variant of a function that begins at a loop; 0 when it is not compiled: then it will be.</summary>
    public nint GetLoopEntryOrAsk(int functionIndex, int loop)
    {
        if (_code is { } code && code.GetLoopEntry(functionIndex, loop) is not 0 and var entry)
        {
            return entry;
        }

        bool isNew;
        lock (_lock)
        {
            isNew = _askedLoops.Add((functionIndex, loop));
            if (isNew)
            {
                _loops.Add((functionIndex, loop));
                if (_askedFunctions.Add(functionIndex))
                {
                    _functions.Add(functionIndex);
                }
            }
        }

        return isNew && CompileNow() ? _code?.GetLoopEntry(functionIndex, loop) ?? 0 : 0;
    }

    // Whether what was asked for is compiled already: without a queue it is waited for.
    private bool CompileNow()
    {
        if (queue is not null)
        {
            queue.Add(this);
            return false;
        }

        lock (_compileLock)
        {
            CompileAsked();
        }

        return true;
    }

    /// <summary>Compiles what has been asked for. Called by the thread of the queue.</summary>
    public void CompileAsked()
    {
        List<int> functions;
        List<(int FunctionIndex, int Loop)> loops;
        lock (_lock)
        {
            (functions, _functions) = (_functions, []);
            (loops, _loops) = (_loops, []);
        }

        try
        {
            var code = _code ?? new CompiledModule(owner, settings);
            functions.RemoveAll(function => !code.CanCompile(function));
            loops.RemoveAll(loop => !code.CanCompile(loop.FunctionIndex));
            code.Compile(functions, FindCallees(functions, code), loops);
            _code = code;
        }
        catch (Exception failure) when (failure is InvalidProgramException or NotSupportedException or OutOfMemoryException or InvalidOperationException)
        {
            Failure = failure;
        }
    }

    private List<int> FindCallees(List<int> functions, CompiledModule code)
    {
        var found = new List<int>();
        var seen = new HashSet<int>(functions);
        var next = new Queue<int>(functions);
        var bytes = 0;
        while (next.TryDequeue(out var function) && found.Count < MaximumCallees && bytes < MaximumCalleeBytes)
        {
            foreach (var callee in DirectCalls.Of(_module, function))
            {
                if (seen.Add(callee) && code.CanCompile(callee) && !code.IsEmitted(callee))
                {
                    found.Add(callee);
                    next.Enqueue(callee);
                    bytes += BodyOf(callee).Length;
                }
            }
        }

        return found;
    }

    private ReadOnlyMemory<byte> BodyOf(int functionIndex) => _module.Definition.Functions[functionIndex - _module.ImportedFunctionCount].Body.Bytes;
}
