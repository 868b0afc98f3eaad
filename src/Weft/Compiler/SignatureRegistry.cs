// The emitted code of an engine's function types, made when it is first needed.
using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Weft.Runtime;
using Weft.Wasm;

namespace Weft.Compiler;

/// <summary>Finds <see cref="SignatureCode"/> by the canonical id of a function type. Any thread may use it.</summary>
/// <param name="types">The types.</param>
/// <param name="emits">Whether code may be emitted for what nobody has brought.</param>
internal sealed unsafe class SignatureRegistry(TypeRegistry types, bool emits)
{
    private const int TypesPerAssembly = 256;

    // By type. Of the thunks, those of the last delegate type; the others follow.
    private readonly GrowingArray<SignatureCode> _codes = new();
    private readonly GrowingArray<FunctionSignature> _signatures = new();
    private readonly GrowingArray<HostThunk> _hostThunks = new();
    private readonly GrowingArray<StoredSignature> _offers = new();
    private readonly Lock _lock = new();

    // All of them, as long as the registry: what is kept of the code is addresses, which keep no collectible assembly alive.
    private Emitting? _emitting;
    private int _count;

    // Not every engine needs them.
    private ConcurrentDictionary<(Type Delegate, int TypeId), MethodInfo> Delegates => field ?? Interlocked.CompareExchange(ref field, new(), null) ?? field;

    private ConcurrentDictionary<string, SignatureCode> Linked => field ?? Interlocked.CompareExchange(ref field, new(), null) ?? field;

    /// <summary>The assemblies that code has been emitted into so far.</summary>
    public IReadOnlyCollection<ModuleBuilder> EmittedAssemblies => _emitting?.Modules ?? [];

    /// <summary>How the values of a function type lie in slots; the functions of a type share it.</summary>
    public FunctionSignature GetSignature(int typeId) =>
        _signatures[typeId] ?? MakeSignature(typeId);

    public SignatureCode Get(int typeId)
    {
        if (_codes[typeId] is { } known)
        {
            return known;
        }

        lock (_lock)
        {
            if (_codes[typeId] is not { } made)
            {
                _codes.Set(typeId, made = Make(typeId));
            }

            return made;
        }
    }

    /// <summary>Takes code that was compiled before; it is used for types that nobody has asked for yet.</summary>
    /// <param name="typeId">The type.</param>
    /// <param name="code">The code, which must stay as long as the engine.</param>
    public void Offer(int typeId, StoredSignature code)
    {
        if (_offers[typeId] is null)
        {
            lock (_lock)
            {
                _offers.Set(typeId, code);
            }
        }
    }

    /// <summary>Takes code that the program was built with. It does for every type with the same kinds of values.</summary>
    public void Add(int typeId, SignatureCode code)
    {
        lock (_lock)
        {
            if (_codes[typeId] is null)
            {
                _codes.Set(typeId, code);
            }
        }

        Linked.TryAdd(KindsOf(types.GetFunctionType(typeId)), code);
    }

    /// <summary>Gives a cell that compiled callers come upon its entries.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="body">What it does, when it is a function of the host with a static type.</param>
    public void Prepare(FunctionCell* cell, Delegate? body)
    {
        var code = Get(cell->TypeId);
        if (cell->Entry == 0)
        {
            cell->Context = cell;
            cell->SafeContext = cell;

            // For functions of slots there is the thunk, which was compiled before where that is so, and takes a little longer.
            if (body is not null && Emits && !(body is SlotHostFunction && _offers[cell->TypeId] is not null))
            {
                // The thunk throws what the body throws: callers that look for pending exceptions come through another.
                cell->SafeEntry = code.SafeThunk;
                cell->Entry = GetHostThunk(body.GetType(), cell->TypeId).Entry;
            }
            else
            {
                cell->SafeEntry = code.Thunk;
                cell->Entry = code.Thunk;
            }
        }
        else if (cell->SafeEntry == 0)
        {
            cell->SafeContext = cell;
            cell->SafeEntry = code.SafeThunk;
        }
    }

    /// <summary>A function of a module as a delegate that passes arguments in registers.</summary>
    /// <param name="type">The type of the delegate, which has the function's signature.</param>
    /// <param name="function">The function.</param>
    public Delegate MakeDelegate(Type type, Function function)
    {
        if (function.Cell->Entry == 0)
        {
            function.Store.PrepareEntry(function.Cell);
        }

        var key = (type, function.TypeId);
        if (!Delegates.TryGetValue(key, out var code))
        {
            lock (_lock)
            {
                if (!Delegates.TryGetValue(key, out code))
                {
                    Delegates[key] = code = DelegateCode.Make(type, function.Type, Module, NextName());
                }
            }
        }

        return code.CreateDelegate(type, function);
    }

    private FunctionSignature MakeSignature(int typeId)
    {
        lock (_lock)
        {
            if (_signatures[typeId] is not { } signature)
            {
                _signatures.Set(typeId, signature = new FunctionSignature(types.GetFunctionType(typeId)));
            }

            return signature;
        }
    }

    private HostThunk GetHostThunk(Type type, int typeId)
    {
        if (FindHostThunk(type, typeId) is { } known)
        {
            return known;
        }

        lock (_lock)
        {
            if (FindHostThunk(type, typeId) is { } found)
            {
                return found;
            }

            var made = MakeHostThunk(type, typeId);
            made.DelegateType = type;
            made.Next = _hostThunks[typeId];
            _hostThunks.Set(typeId, made);
            return made;
        }
    }

    // A type of functions has few types of delegates.
    private HostThunk? FindHostThunk(Type type, int typeId)
    {
        var thunk = _hostThunks[typeId];
        while (thunk is not null && thunk.DelegateType != type)
        {
            thunk = thunk.Next;
        }

        return thunk;
    }

    private HostThunk MakeHostThunk(Type type, int typeId)
    {
        var functionType = types.GetFunctionType(typeId);
        return (_offers[typeId] is { } stored ? HostThunk.Find(stored, type, functionType) : null)
            ?? HostThunk.Make(type, functionType, Module, NextName());
    }

    // Where code cannot be generated this is a constant to the compiler ahead of time, which leaves out what it guards.
    private bool Emits => RuntimeFeature.IsDynamicCodeCompiled && emits;

    // Whoever calls through a cell has the type of the function or a supertype, whose values are of the same kinds: some code that the program
    // was built with fits.
    private SignatureCode GetLinked(FunctionType type) => Linked.TryGetValue(KindsOf(type), out var code)
        ? code
        : throw new PlatformNotSupportedException($"code for functions of type {type} cannot be generated here");

    /// <summary>The kinds of a type's values: what decides about how compiled code passes them.</summary>
    public static string KindsOf(FunctionType type)
    {
        var kinds = new char[type.Parameters.Length + 1 + type.Results.Length];
        for (var i = 0; i < type.Parameters.Length; i++)
        {
            kinds[i] = (char)('0' + (int)type.Parameters[i].Kind);
        }

        kinds[type.Parameters.Length] = '>';
        for (var i = 0; i < type.Results.Length; i++)
        {
            kinds[type.Parameters.Length + 1 + i] = (char)('0' + (int)type.Results[i].Kind);
        }

        return new string(kinds);
    }

    private SignatureCode Make(int typeId)
    {
        var type = types.GetFunctionType(typeId);
        if (!RuntimeFeature.IsDynamicCodeCompiled || !emits)
        {
            return GetLinked(type);
        }

        return _offers[typeId] is { } stored ? new SignatureCode(type, stored.Find) : SignatureCode.Make(type, Module, NextName());
    }

    // Now and then an assembly anew: making types in one takes longer the more it has.
    private ModuleBuilder Module
    {
        get
        {
            var modules = (_emitting ??= new Emitting()).Modules;
            if (modules.Count == 0 || _count % TypesPerAssembly == 0)
            {
                modules.Add(CodeAssembly.Define("Weft.Signatures"));
            }

            return modules[^1];
        }
    }

    private string NextName() => $"S{_count++}";

    // Where all code was brought nobody emits any, and its types are not loaded.
    private sealed class Emitting
    {
        public List<ModuleBuilder> Modules { get; } = [];
    }
}
