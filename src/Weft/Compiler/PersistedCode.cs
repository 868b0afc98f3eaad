// Emits the functions of a module into an assembly that is a file: the same code as CompiledModule makes for this process, but with nothing
// of the process in it. Several modules, those of a component, share one assembly, each in a namespace of its own.
using System.Buffers.Binary;
using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using Weft.Wasm;
using Weft.Wasm.Validation;

namespace Weft.Compiler;

/// <summary>An assembly of compiled functions.</summary>
/// <param name="Image">The file.</param>
/// <param name="Tokens">For each module, the metadata token of each defined function's method; 0 for functions that stay with the interpreter.</param>
/// <param name="Signatures">For each module, those of its function types, <see cref="StoredSignature.Methods"/> a type, 0 for methods that it has not.</param>
internal sealed record PersistedImage(byte[] Image, int[][] Tokens, int[][] Signatures);

/// <summary>Emits one module.</summary>
internal sealed class PersistedCode : ICallees
{
    /// <summary>How many functions, by index, share a type.</summary>
    internal const int FunctionsPerType = 256;

    private readonly Module _owner;
    private readonly ValidatedModule _module;
    private readonly CompilerSettings _settings;
    private readonly ModuleBuilder _builder;
    private readonly int _part;
    private readonly MethodBuilder?[] _methods;
    private readonly Dictionary<int, MethodBuilder> _early = [];
    private readonly List<MethodBuilder?> _signatures = [];
    private readonly Dictionary<(ulong Low, ulong High, int Length), FieldInfo> _constants = [];
    private TypeBuilder? _constantsType;
    private LinkedDoor? _door;
    private TailCallPlan? _tailCalls;

    private PersistedCode(Module owner, CompilerSettings settings, ModuleBuilder builder, int part)
    {
        _owner = owner;
        _module = owner.Validated;
        _settings = settings;
        _builder = builder;
        _part = part;
        _methods = new MethodBuilder?[_module.Definition.Functions.Length];
    }

    /// <summary>Emits all functions.</summary>
    /// <param name="owners">The modules.</param>
    /// <param name="settings">How their code is made.</param>
    /// <param name="cancellation">Gives up.</param>
    public static PersistedImage Emit(IReadOnlyList<Module> owners, CompilerSettings settings, CancellationToken cancellation)
    {
        var builder = CodeAssembly.DefinePersisted("Weft.Precompiled", out var assembly);
        PersistedCode[] parts = [.. owners.Select((owner, part) => new PersistedCode(owner, settings, builder, part))];
        foreach (var part in parts)
        {
            part.Emit(cancellation);
        }

        return Save(assembly, parts);
    }

    /// <summary>Emits all functions, and a class that programs are built with.</summary>
    /// <param name="owner">The module.</param>
    /// <param name="settings">How its code is made: linked.</param>
    /// <param name="name">The name of the assembly.</param>
    /// <param name="door">Emits the class.</param>
    /// <param name="tailCalls">What becomes of tail calls; null where all are made.</param>
    public static PersistedImage EmitLinked(Module owner, CompilerSettings settings, string name, LinkedDoor door, TailCallPlan? tailCalls) =>
        EmitLinked(new PersistedCode(owner, settings, CodeAssembly.DefinePersisted(name, out var assembly), part: 0) { _door = door, _tailCalls = tailCalls }, assembly);

    /// <summary>The name of the type that has the code of a function type.</summary>
    /// <param name="typeIndex">The type, in its module.</param>
    /// <param name="part">Which module of the assembly it is.</param>
    public static string NameOfSignature(int typeIndex, int part) => string.Create(CultureInfo.InvariantCulture, $"{PrefixOf(part)}S{typeIndex}");

    /// <summary>Which module of its assembly a type belongs to.</summary>
    public static int PartOf(Type? type) => type?.Namespace is ['P', .. var digits] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var part) ? part : 0;

    /// <summary>The first type index of each function type: the order in which files have their code.</summary>
    public static List<int> FindSignatures(ValidatedModule module)
    {
        var seen = new HashSet<int>();
        var indices = new List<int>();
        for (var i = 0; i < module.CanonicalTypes.Length; i++)
        {
            if (module.GetCompositeType(i) is FunctionType type && type.Parameters.Length < byte.MaxValue && seen.Add(module.CanonicalTypes[i]))
            {
                indices.Add(i);
            }
        }

        return indices;
    }

    /// <inheritdoc/>
    public MethodInfo? FindMethod(int batch, int functionIndex) => _methods[functionIndex - _module.ImportedFunctionCount];

    /// <inheritdoc/>
    public MethodInfo? FindEarlyReturn(int batch, int functionIndex) => _early.GetValueOrDefault(functionIndex);

    private static PersistedImage EmitLinked(PersistedCode code, PersistedAssemblyBuilder assembly)
    {
        code.Emit(CancellationToken.None);
        return Save(assembly, [code]);
    }

    private static PersistedImage Save(PersistedAssemblyBuilder assembly, PersistedCode[] parts)
    {
        var image = new MemoryStream();
        assembly.Save(image);
        return new PersistedImage(image.ToArray(), [.. parts.Select(part => TokensOf(part._methods))], [.. parts.Select(part => TokensOf(part._signatures))]);
    }

    private static int[] TokensOf(IEnumerable<MethodBuilder?> methods) => [.. methods.Select(method => method?.MetadataToken ?? 0)];

    // The first has none, so that an assembly of one module is as small as it can be.
    private static string PrefixOf(int part) => part == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"P{part}.");

    private void Emit(CancellationToken cancellation)
    {
        var types = DefineMethods();
        var emitter = new FunctionEmitter(_module, _settings, this, _owner.Engine.Shapes, new ConstantPool(FieldOf), batch: 0) { TailCalls = _tailCalls };
        var bodies = new BodyEmitter(_module, _settings, _builder, tokens: null);
        for (var i = 0; i < _methods.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_methods[i] is { } method)
            {
                bodies.Emit(emitter, new MethodName(_module.ImportedFunctionCount + i), method);
            }
        }

        if (_settings.Form != CodeForm.Portable)
        {
            var signatures = EmitSignatures(types);
            _door?.Emit(_builder, types, _methods, signatures);
        }

        if (_constantsType is not null)
        {
            types.Add(_constantsType);
        }

        foreach (var type in types)
        {
            type.CreateType();
        }
    }

    private List<TypeBuilder> DefineMethods()
    {
        var types = new List<TypeBuilder>();
        var inlining = new Inlining(_module, _settings);
        for (var i = 0; i < _methods.Length; i++)
        {
            var function = _module.ImportedFunctionCount + i;
            if (!CompiledCode.CanCompile(_module, function) || _tailCalls?.IsInterpreted(function) == true)
            {
                continue;
            }

            while (types.Count <= i / FunctionsPerType)
            {
                types.Add(CodeAssembly.DefineType(_builder, string.Create(CultureInfo.InvariantCulture, $"{PrefixOf(_part)}Wasm_{types.Count}")));
            }

            var type = _module.GetFunctionType(function);
            var method = CodeAssembly.DefineMethod(
                types[^1], new MethodName(function).ToString(), ClrTypes.Result(type), ClrTypes.Parameters(type), _settings.Form);
            if (!inlining.IsPossible(function))
            {
                method.SetImplementationFlags(method.GetMethodImplementationFlags() | MethodImplAttributes.NoInlining);
            }

            _methods[i] = method;
            if (inlining.FindEarlyReturn(function) is not null)
            {
                _early[function] = EarlyReturn.Define(_module, function, method, _settings.Form);
            }
        }

        return types;
    }

    private List<MethodBuilder[]> EmitSignatures(List<TypeBuilder> types)
    {
        var methods = new List<MethodBuilder[]>();
        var imported = _module.ImportTypes.OfType<ExternalFunctionType>().Select(import => import.TypeIndex).ToHashSet();
        foreach (var typeIndex in FindSignatures(_module))
        {
            var typeId = _module.CanonicalTypes[typeIndex];
            var type = CodeAssembly.DefineType(_builder, NameOfSignature(typeIndex, _part));
            methods.Add(new SignatureEmitter(_module.Registry.GetFunctionType(typeId), _settings.Form).Emit(type));
            types.Add(type);
            if (_settings.Form == CodeForm.ReadyToRun)
            {
                _signatures.AddRange(methods[^1]);
                _signatures.AddRange(imported.Contains(typeId) ? HostThunk.DefineFor(_module.Registry.GetFunctionType(typeId), type, _settings.Form) : [null, null]);
            }
        }

        return methods;
    }

    // Data of the file, which the runtime maps along with the code.
    private FieldInfo FieldOf(ReadOnlySpan<byte> value)
    {
        var key = (
            BinaryPrimitives.ReadUInt64LittleEndian(value),
            value.Length > sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(value[sizeof(ulong)..]) : 0,
            value.Length);
        if (!_constants.TryGetValue(key, out var field))
        {
            _constantsType ??= CodeAssembly.DefineType(_builder, PrefixOf(_part) + "Constants");
            _constants[key] = field = _constantsType.DefineInitializedData(
                string.Create(CultureInfo.InvariantCulture, $"c{_constants.Count}"), value.ToArray(), FieldAttributes.Public);
        }

        return field;
    }
}
