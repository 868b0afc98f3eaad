// Where the variables of a giant function go. RyuJIT inlines a method only when it has few locals, but takes structures of up to four
// fields apart: so the most used variables are locals or fields of such structures, the rest fields of one large structure in memory.
using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;

namespace Weft.Compiler;

/// <summary>A place for each variable of one function, by the order in which the emitter makes them.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2065", Justification = "The structures are emitted here, with the fields that are looked for.")]
internal sealed class VariablePlacement
{
    // What RyuJIT allows an inlined method.
    private const int MaximumLocals = 32;
    private const int FieldsPerGroup = 4;

    private readonly (int Group, int Field)[] _places;
    private readonly Type[] _groups;
    private readonly Dictionary<int, LocalBuilder> _locals = [];
    private readonly Dictionary<Type, LocalBuilder> _scratch = [];

    private VariablePlacement((int Group, int Field)[] places, Type[] groups)
    {
        _places = places;
        _groups = groups;
    }

    /// <summary>Places variables by how often they are used.</summary>
    /// <param name="variables">The variables as a first pass has made and counted them.</param>
    /// <param name="module">Where structures are defined.</param>
    /// <param name="name">A prefix for their names.</param>
    public static VariablePlacement Plan(IReadOnlyList<Variable> variables, ModuleBuilder module, string name)
    {
        // Pointers cannot be fields of a structure that the runtime takes apart: they are few.
        var places = new (int Group, int Field)[variables.Count];
        Array.Fill(places, (-1, 0));
        var values = Enumerable.Range(0, variables.Count).Where(index => !variables[index].Type.IsPointer).OrderByDescending(index => variables[index].Uses).ToList();
        var scratch = values.Select(index => variables[index].Type).Distinct().Count();
        var room = MaximumLocals - (variables.Count - values.Count) - scratch - 1;
        var groupCount = Math.Clamp((values.Count - room + FieldsPerGroup - 2) / (FieldsPerGroup - 1), 0, Math.Max(0, room));
        var singles = Math.Max(0, room - groupCount);
        var groups = new List<Type>();
        var rest = values.Skip(singles);
        foreach (var members in rest.Take(groupCount * FieldsPerGroup).Chunk(FieldsPerGroup).Append([.. rest.Skip(groupCount * FieldsPerGroup)]))
        {
            if (members.Length == 0)
            {
                continue;
            }

            for (var field = 0; field < members.Length; field++)
            {
                places[members[field]] = (groups.Count, field);
            }

            groups.Add(Define(module, $"{name}{groups.Count}", members.Select(index => variables[index].Type)));
        }

        return new VariablePlacement(places, [.. groups]);
    }

    /// <summary>Makes the variable with an index.</summary>
    public Variable Place(ILGenerator il, int index, Type type)
    {
        var (group, field) = _places[index];
        if (group < 0)
        {
            return new Variable(type, il.DeclareLocal(type), null);
        }

        if (!_locals.TryGetValue(group, out var local))
        {
            _locals[group] = local = il.DeclareLocal(_groups[group]);
        }

        return new Variable(type, local, _groups[group].GetField($"V{field}"));
    }

    /// <summary>A local through which values of a type go into structures.</summary>
    public LocalBuilder Scratch(ILGenerator il, Type type)
    {
        if (!_scratch.TryGetValue(type, out var local))
        {
            _scratch[type] = local = il.DeclareLocal(type);
        }

        return local;
    }

    private static Type Define(ModuleBuilder module, string name, IEnumerable<Type> fields)
    {
        var builder = module.DefineType(
            name, System.Reflection.TypeAttributes.Public | System.Reflection.TypeAttributes.Sealed | System.Reflection.TypeAttributes.SequentialLayout, typeof(System.ValueType));
        var index = 0;
        foreach (var type in fields)
        {
            builder.DefineField($"V{index++}", type, System.Reflection.FieldAttributes.Public);
        }

        return builder.CreateType();
    }
}
