// The compiled functions of a module, shared by all its instances: emitted in batches into one collectible assembly, which goes when the
// module and its instances have gone. Within a batch, and to earlier ones, functions call each other directly.
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.ExceptionServices;

namespace Weft.Compiler;

/// <summary>Compiled code of a module. Reading is for any thread; compiling for one at a time.</summary>
internal sealed class CompiledModule : CompiledCode
{
    private const int FunctionsPerType = 256;

    private const int NotEmitted = int.MaxValue;
    private const int NotRanked = -1;

    private static int s_count;

    private readonly ShapeRegistry _shapes;
    private readonly string _prefix = string.Create(CultureInfo.InvariantCulture, $"Wasm{Interlocked.Increment(ref s_count)}");
    private readonly ModuleBuilder _builder;
    private readonly MethodInfo?[] _methods;
    private readonly int[] _batches;
    private readonly CodeAddresses _addresses;

    // How many of their batch were compiled before, of those that were compiled with it; which of these are called by one that was not compiled later.
    private readonly int[] _ranks;
    private readonly bool[] _calledBack;
    private readonly ConcurrentDictionary<(int FunctionIndex, int Loop), nint> _loops = new();

    // Methods that others stand in front of, by name.
    private readonly Dictionary<string, MethodInfo> _bodies = [];

    // What of functions may stand where they are called, by function.
    private readonly Dictionary<int, MethodInfo> _early = [];
    private readonly BodyEmitter _bodyEmitter;
    private readonly Inlining _inlining;
    private readonly BoundImports? _imports;
    private readonly Lock _lock = new();
    private int _batchCount;
    private int _typeCount;

    /// <summary>Begins with nothing compiled.</summary>
    /// <param name="owner">The module.</param>
    /// <param name="settings">How code is made.</param>
    /// <param name="imports">What the imported functions are, when all instances that run the code import the same; their cells then have entries.</param>
    public CompiledModule(Module owner, CompilerSettings settings, BoundImports? imports = null) : base(owner, settings, new ConstantPool())
    {
        _imports = imports;
        _shapes = owner.Engine.Shapes;
        _methods = new MethodInfo?[Module.Definition.Functions.Length];
        _addresses = new CodeAddresses(_methods.Length);
        _calledBack = new bool[_methods.Length];
        _ranks = new int[_methods.Length];
        _ranks.AsSpan().Fill(NotRanked);
        _batches = new int[Module.Definition.Functions.Length];
        _batches.AsSpan().Fill(NotEmitted);

        // Other code may refer to it (BoundImports), and refers to an assembly by its name.
        _builder = CodeAssembly.Define($"Weft.Code.{_prefix}");
        _bodyEmitter = new BodyEmitter(Module, settings, _builder, new TokenCache(_builder));
        _inlining = new Inlining(Module, settings);
        owner.Engine.Options.PerfMap?.Expect(_prefix, this);
    }

    /// <inheritdoc/>
    public override nint GetEntry(int functionIndex) => _addresses[functionIndex - Module.ImportedFunctionCount];

    /// <inheritdoc/>
    public override nint FindMachineCode(string method)
    {
        var name = MethodName.Parse(method);
        return name.Loop < 0 && name.ToString() == method ? GetEntry(name.FunctionIndex) : 0;
    }

    /// <summary>The address of the variant of a function that begins at a loop; 0 when it is not compiled.</summary>
    public nint GetLoopEntry(int functionIndex, int loop) => _loops.GetValueOrDefault((functionIndex, loop));

    /// <inheritdoc/>
    public override bool ImportsAreReady => _imports is not null;

    /// <summary>The method of a defined function that is compiled; null when it is not.</summary>
    public MethodInfo? FindCompiled(int functionIndex) => GetEntry(functionIndex) != 0 ? _methods[functionIndex - Module.ImportedFunctionCount] : null;

    /// <inheritdoc/>
    public override MethodInfo? FindMethod(int batch, int functionIndex)
    {
        var index = functionIndex - Module.ImportedFunctionCount;
        if (index < 0)
        {
            return _imports?.FindMethod(functionIndex);
        }

        return _batches[index] <= batch ? _methods[index] : null;
    }

    /// <inheritdoc/>
    public override MethodInfo? FindEarlyReturn(int batch, int functionIndex) =>
        _batches[functionIndex - Module.ImportedFunctionCount] <= batch ? _early.GetValueOrDefault(functionIndex) : null;

    /// <inheritdoc/>
    public override nint FindCell(int batch, int caller, int callee)
    {
        var (from, to) = (caller - Module.ImportedFunctionCount, callee - Module.ImportedFunctionCount);
        return _batches[from] == batch && _batches[to] == batch && _calledBack[to] && _ranks[from] != NotRanked && _ranks[from] <= _ranks[to]
            ? _addresses.CellOf(to)
            : 0;
    }

    /// <inheritdoc/>
    public override bool IsCell(nint address) => _addresses.HasCell(address);

    /// <summary>Compiles all functions: RyuJIT on all processors, as it takes most of the time.</summary>
    /// <param name="progress">Told of each function, one at a time.</param>
    /// <param name="cancellationToken">Ends it between two functions; the object is then of no use.</param>
    public void CompileAll(IProgress<CompileProgress>? progress, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            int[] functions = [.. Enumerable.Range(Module.ImportedFunctionCount, _methods.Length).Where(CanCompile)];
            var counter = new CompileCounter(Owner, functions, progress, cancellationToken);
            var order = Rank(functions);
            EmitBatch(functions, [], counter);
            try
            {
                // One at a time, so that what comes first is begun first.
                Parallel.ForEach(Partitioner.Create(order, EnumerablePartitionerOptions.NoBuffering), function =>
                {
                    Prepare(function);
                    counter.AddCompiled(function);
                });
            }
            catch (AggregateException failures)
            {
                // As if one thread had done it.
                ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
            }

            Publish(order);
        }
    }

    /// <summary>Compiles functions and variants of loops.</summary>
    /// <param name="functions">The functions to compile now.</param>
    /// <param name="callees">Functions to emit along with them, so that calls are direct; they are compiled when they are first called.</param>
    /// <param name="loops">The loops.</param>
    public void Compile(IReadOnlyCollection<int> functions, IEnumerable<int> callees, IReadOnlyCollection<(int FunctionIndex, int Loop)> loops)
    {
        lock (_lock)
        {
            var order = Rank(functions);
            var made = EmitBatch(functions.Concat(callees), loops);
            try
            {
                foreach (var function in order)
                {
                    Prepare(function);
                }
            }
            finally
            {
                // Of those that could not be compiled, too, some may be called by later ones, and then call each other.
                SetStubs(order);
            }

            Publish(order);
            foreach (var (loop, method) in loops.Zip(made))
            {
                _loops[loop] = PrepareMethod(method);
            }
        }
    }

    /// <summary>Whether a function has been emitted, even if it is not compiled yet.</summary>
    public bool IsEmitted(int functionIndex) => _batches[functionIndex - Module.ImportedFunctionCount] != NotEmitted;

    /// <inheritdoc/>
    protected override int BatchOf(MethodName name) => name.Loop < 0 ? _batches[name.FunctionIndex - Module.ImportedFunctionCount] : name.Batch;

    // Before they are emitted: what is called how depends on it.
    private IReadOnlyList<int> Rank(IReadOnlyCollection<int> functions)
    {
        var order = new CompileOrder(Module, functions);
        for (var i = 0; i < order.Functions.Count; i++)
        {
            var function = order.Functions[i];
            if (!IsEmitted(function))
            {
                _ranks[function - Module.ImportedFunctionCount] = i;
                _calledBack[function - Module.ImportedFunctionCount] = order.CalledBack.Contains(function);
            }
        }

        return order.Functions;
    }

    private void Prepare(int functionIndex)
    {
        var index = functionIndex - Module.ImportedFunctionCount;
        if (_methods[index] is { } method && !_addresses.IsSet(index))
        {
            _addresses.Set(index, PrepareMethod(method));
        }
    }

    private void SetStubs(IReadOnlyList<int> functions)
    {
        foreach (var function in functions)
        {
            var index = function - Module.ImportedFunctionCount;
            if (_methods[index] is { } method && !_addresses.IsSet(index))
            {
                _addresses.Set(index, method.MethodHandle.GetFunctionPointer());
            }
        }
    }

    private void Publish(IReadOnlyList<int> functions)
    {
        foreach (var function in functions)
        {
            _addresses.Publish(function - Module.ImportedFunctionCount);
        }
    }

    // With the body, if only a check of the stack is in front of it.
    private nint PrepareMethod(MethodInfo method)
    {
        if (_bodies.TryGetValue(LargeFrame.BodyOf(method.Name), out var body))
        {
            CodeAssembly.Prepare(body);
        }

        return CodeAssembly.Prepare(method);
    }

    // Emits what is not emitted yet; the methods of the loops, in their order.
    private List<MethodInfo> EmitBatch(IEnumerable<int> functions, IEnumerable<(int FunctionIndex, int Loop)> loops, CompileCounter? counter = null)
    {
        var batch = _batchCount++;
        var types = new List<TypeBuilder>();
        var count = 0;
        var defined = new List<(MethodName Name, MethodBuilder Method)>();
        foreach (var function in functions.Where(function => CanCompile(function) && !IsEmitted(function)).Distinct())
        {
            var type = Module.GetFunctionType(function);
            var method = CodeAssembly.DefineMethod(
                TypeFor(types, count++), new MethodName(function).ToString(), ClrTypes.Result(type), ClrTypes.Parameters(type));
            if (!_inlining.IsPossible(function))
            {
                method.SetImplementationFlags(method.GetMethodImplementationFlags() | MethodImplAttributes.NoInlining);
            }

            _methods[function - Module.ImportedFunctionCount] = method;
            _batches[function - Module.ImportedFunctionCount] = batch;
            defined.Add((new MethodName(function), method));
            if (_inlining.FindEarlyReturn(function) is not null)
            {
                var index = function - Module.ImportedFunctionCount;
                _early[function] = EarlyReturn.Define(Module, function, method, CodeForm.Memory, _calledBack[index] ? _addresses.CellOf(index) : 0);
            }
        }

        foreach (var (function, loop) in loops)
        {
            var name = new MethodName(function, loop, batch);
            defined.Add((name, CodeAssembly.DefineMethod(TypeFor(types, count++), name.ToString(), typeof(void), FunctionEmitter.LoopParameters)));
        }

        var emitter = new FunctionEmitter(Module, Settings, this, _shapes, Constants, batch);
        foreach (var (name, method) in defined)
        {
            _bodyEmitter.Emit(emitter, name, method);
            counter?.AddEmitted(name.FunctionIndex);
        }

        var loopMethods = new Dictionary<MethodName, MethodInfo>();
        foreach (var type in types)
        {
            foreach (var method in type.CreateType().GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            {
                if (count > 0)
                {
                    Own(method.Module.Assembly);
                    count = 0;
                }

                if (method.Name[0] == 'f')
                {
                    _methods[MethodName.Parse(method.Name).FunctionIndex - Module.ImportedFunctionCount] = method;
                }
                else if (method.Name[0] == 'l')
                {
                    loopMethods.Add(MethodName.Parse(method.Name), method);
                }
                else if (method.Name[0] == 'e')
                {
                    _early[MethodName.Parse(method.Name).FunctionIndex] = method;
                }
                else if (!LargeFrame.IsProbe(method))
                {
                    _bodies.Add(method.Name, method);
                }
            }
        }

        return [.. loops.Select(loop => loopMethods[new MethodName(loop.FunctionIndex, loop.Loop, batch)])];
    }

    private TypeBuilder TypeFor(List<TypeBuilder> types, int count)
    {
        if (count % FunctionsPerType == 0)
        {
            types.Add(CodeAssembly.DefineType(_builder, string.Create(CultureInfo.InvariantCulture, $"{_prefix}_{_typeCount++}")));
        }

        return types[^1];
    }
}
