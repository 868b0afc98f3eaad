// What the compiler of C# is told about the class in an assembly of linked code. The assembly itself names the library where the types of
// .NET are at run time, which no program refers to; this one names those that programs refer to, and has no code.
using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.Intrinsics;
using Weft.Compiler;

namespace Weft.Translation;

/// <summary>Writes a reference assembly.</summary>
/// <param name="assembly">The name of the assembly.</param>
/// <param name="className">The full name of the class.</param>
/// <param name="calls">Its methods that call functions.</param>
internal sealed class ReferenceAssemblyWriter(string assembly, string className, ImmutableArray<LinkedCall> calls)
{
    /// <summary>Whether the class registers code of a module that is elsewhere.</summary>
    public bool LeavesModuleOut { get; init; }

    private readonly MetadataBuilder _metadata = new();
    private readonly Dictionary<string, AssemblyReferenceHandle> _assemblies = [];
    private readonly Dictionary<Type, TypeReferenceHandle> _types = [];

    /// <summary>Writes it.</summary>
    public byte[] Write()
    {
        _metadata.AddModule(0, _metadata.GetOrAddString(assembly + ".dll"), _metadata.GetOrAddGuid(GuidOf()), default, default);
        _metadata.AddAssembly(_metadata.GetOrAddString(assembly), new Version(0, 0, 0, 0), default, default, 0, AssemblyHashAlgorithm.None);
        _metadata.AddTypeDefinition(0, default, _metadata.GetOrAddString("<Module>"), default, MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));
        var bodies = new BlobBuilder();
        var stream = new MethodBodyStreamEncoder(bodies);
        MethodDefinitionHandle[] methods =
        [
            .. LeavesModuleOut
                ? new[] { AddMethod(stream, LinkedDoor.RegisterMethod, typeof(void), []) }
                :
                [
                    AddMethod(stream, LinkedDoor.LoadMethod, typeof(Module), [typeof(Engine)]),
                    AddMethod(stream, LinkedDoor.FindMethod, typeof(Function), [typeof(Instance), typeof(string)]),
                ],
            .. calls.Select(call => AddMethod(stream, call.Name, call.Result, call.Parameters)),
        ];
        var dot = className.LastIndexOf('.');
        _metadata.AddTypeDefinition(
            TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed,
            dot < 0 ? default : _metadata.GetOrAddString(className[..dot]),
            _metadata.GetOrAddString(className[(dot + 1)..]),
            Find(typeof(object)),
            MetadataTokens.FieldDefinitionHandle(1),
            methods[0]);
        var image = new BlobBuilder();
        new ManagedPEBuilder(
            PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(_metadata), bodies, deterministicIdProvider: _ => new BlobContentId(GuidOf(), 1))
            .Serialize(image);
        return image.ToArray();
    }

    // The same for the same content, so that what was built with it is not built again.
    private Guid GuidOf()
    {
        var text = string.Join('\n', [assembly, className, LeavesModuleOut ? LinkedDoor.RegisterMethod : LinkedDoor.LoadMethod, .. calls.Select(call => $"{call.Name}{call.Type}")]);
        return new Guid(Hashing.Sha256.Compute(System.Text.Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }

    private MethodDefinitionHandle AddMethod(MethodBodyStreamEncoder stream, string name, Type result, Type[] parameters)
    {
        var code = new InstructionEncoder(new BlobBuilder());
        code.OpCode(ILOpCode.Ldnull);
        code.OpCode(ILOpCode.Throw);
        var signature = new BlobBuilder();
        new BlobEncoder(signature).MethodSignature().Parameters(
            parameters.Length,
            returns =>
            {
                if (result == typeof(void))
                {
                    returns.Void();
                }
                else
                {
                    Encode(returns.Type(), result);
                }
            },
            list =>
            {
                foreach (var parameter in parameters)
                {
                    Encode(list.AddParameter().Type(), parameter);
                }
            });
        return _metadata.AddMethodDefinition(
            MethodAttributes.Public | MethodAttributes.Static | MethodAttributes.HideBySig,
            MethodImplAttributes.IL,
            _metadata.GetOrAddString(name),
            _metadata.GetOrAddBlob(signature),
            stream.AddMethodBody(code),
            default);
    }

    private void Encode(SignatureTypeEncoder encoder, Type type)
    {
        if (type.IsGenericType)
        {
            var arguments = type.GetGenericArguments();
            var list = encoder.GenericInstantiation(Find(type.GetGenericTypeDefinition()), arguments.Length, type.IsValueType);
            foreach (var argument in arguments)
            {
                Encode(list.AddArgument(), argument);
            }

            return;
        }

        switch (Type.GetTypeCode(type))
        {
            case TypeCode.Int32:
                encoder.Int32();
                break;
            case TypeCode.Int64:
                encoder.Int64();
                break;
            case TypeCode.Single:
                encoder.Single();
                break;
            case TypeCode.Double:
                encoder.Double();
                break;
            case TypeCode.Byte:
                encoder.Byte();
                break;
            case TypeCode.String:
                encoder.String();
                break;
            default:
                if (type == typeof(object))
                {
                    encoder.Object();
                }
                else
                {
                    encoder.Type(Find(type), type.IsValueType);
                }

                break;
        }
    }

    private TypeReferenceHandle Find(Type type) => _types.TryGetValue(type, out var known)
        ? known
        : _types[type] = _metadata.AddTypeReference(FindAssembly(type), _metadata.GetOrAddString(type.Namespace!), _metadata.GetOrAddString(type.Name));

    private AssemblyReferenceHandle FindAssembly(Type type)
    {
        var isEngine = type.Assembly == typeof(Engine).Assembly;
        var name = isEngine ? type.Assembly.GetName() : Assembly.Load(type == typeof(Vector128<>) ? "System.Runtime.Intrinsics" : "System.Runtime").GetName();
        return _assemblies.TryGetValue(name.Name!, out var known)
            ? known
            : _assemblies[name.Name!] = _metadata.AddAssemblyReference(
                _metadata.GetOrAddString(name.Name!),
                name.Version!,
                default,
                name.GetPublicKeyToken() is { Length: > 0 } token ? _metadata.GetOrAddBlob(token) : default,
                default,
                default);
    }
}
