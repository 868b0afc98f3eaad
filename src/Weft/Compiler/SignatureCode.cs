// Code for a function type, once it is emitted: how the slots of the interpreter and of the host become arguments of compiled code, and the
// other way round.
using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using Weft.Runtime;
using Weft.Wasm;

namespace Weft.Compiler;

/// <summary>The methods of a function type's code. Emitted types and switches have them in this order, under these names.</summary>
internal enum SignaturePart
{
    /// <summary>From slots to arguments.</summary>
    Bridge,

    /// <summary>From arguments to slots.</summary>
    Thunk,

    /// <summary>From callers that look for pending exceptions to code that throws.</summary>
    SafeThunk,
}

/// <summary>The emitted code of one function type. It lives as long as the engine.</summary>
internal sealed unsafe class SignatureCode
{
    // What is held here holds the code. Most types need only one of the methods: each is asked for, and compiled, when it is needed.
    private readonly Func<SignaturePart, nint> _find;
    private delegate*<nint, void*, ulong*, ref object?, void> _bridge;
    private nint _thunk;
    private nint _safeThunk;

    /// <summary>The code of a function type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="find">Finds the address of a method.</param>
    public SignatureCode(FunctionType type, Func<SignaturePart, nint> find)
    {
        _find = find;
        HasReferences = new FunctionSignature(type).HasReferences;
    }

    /// <summary>The code of a function type, emitted in a type of .NET.</summary>
    public SignatureCode(FunctionType type, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] Type made)
        : this(type, part => CodeAssembly.Prepare(made.GetMethod(NameOf(part))!))
    {
    }

    // As ToString would say it, which reads the whole enumeration by reflection first.
    private static string NameOf(SignaturePart part) => part switch
    {
        SignaturePart.Bridge => nameof(SignaturePart.Bridge),
        SignaturePart.Thunk => nameof(SignaturePart.Thunk),
        _ => nameof(SignaturePart.SafeThunk),
    };

    /// <summary>
    /// Calls a compiled function: its entry, its context, slots that hold the arguments and then the results, the references among them
    /// at the same indices.
    /// </summary>
    public delegate*<nint, void*, ulong*, ref object?, void> Bridge =>
        _bridge != null ? _bridge : _bridge = (delegate*<nint, void*, ulong*, ref object?, void>)_find(SignaturePart.Bridge);

    /// <summary>Whether the type has references.</summary>
    public bool HasReferences { get; }

    /// <summary>What compiled callers call in place of a function that is not compiled, with its cell as the last argument.</summary>
    public nint Thunk => _thunk != 0 ? _thunk : _thunk = _find(SignaturePart.Thunk);

    /// <summary>
    /// What callers that look for pending exceptions call in place of compiled code that does not: it turns exceptions of .NET into pending
    /// ones. The last argument is the cell.
    /// </summary>
    public nint SafeThunk => _safeThunk != 0 ? _safeThunk : _safeThunk = _find(SignaturePart.SafeThunk);

    /// <summary>Emits the code of a function type.</summary>
    public static SignatureCode Make(FunctionType type, ModuleBuilder module, string name)
    {
        var builder = CodeAssembly.DefineType(module, name);
        new SignatureEmitter(type, CodeForm.Memory).Emit(builder);
        return new SignatureCode(type, builder.CreateType());
    }
}
