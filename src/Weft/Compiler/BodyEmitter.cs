// What a defined method needs besides the code of its function: a check in front where its frame may be large, another form where RyuJIT
// would not optimise it.
using System.Reflection.Emit;
using Weft.Wasm.Validation;

namespace Weft.Compiler;

/// <summary>Emits the methods of a module's functions and loops.</summary>
/// <param name="module">The module.</param>
/// <param name="settings">How its code is made.</param>
/// <param name="builder">Where types that the code needs are defined.</param>
/// <param name="tokens">The tokens of what code names; null where they are not known yet.</param>
internal sealed class BodyEmitter(ValidatedModule module, CompilerSettings settings, ModuleBuilder builder, TokenCache? tokens)
{
    /// <summary>Lets code say where it is when a profiler asks, if one may.</summary>
    public static ILGenerator Watch(ILGenerator il, ValidatedModule module, CompilerSettings settings, MethodName name) =>
        settings.Sampled ? new SampledGenerator(il, ParametersOf(module, name).Length - 1, name.Loop < 0) : il;

    /// <summary>Emits a method.</summary>
    /// <param name="emitter">What emits the code of functions.</param>
    /// <param name="name">What it is.</param>
    /// <param name="method">The method, without code yet.</param>
    public void Emit(FunctionEmitter emitter, MethodName name, MethodBuilder method)
    {
        var body = module.Definition.Functions[name.FunctionIndex - module.ImportedFunctionCount].Body;
        var parameters = ParametersOf(module, name);
        if (LargeFrame.IsPossible(module, name.FunctionIndex))
        {
            method = LargeFrame.EmitCheck(method, parameters, module, name.FunctionIndex);
        }

        if (body.Bytes.Length > GiantFunction.ShortestBody)
        {
            var measure = new MeasuringGenerator();
            emitter.Emit(name.FunctionIndex, Watch(measure, name), null, name.Loop);
            if (measure.IsGiant && measure.IsInlinable)
            {
                // The fewer variables the better.
                var variables = emitter.Emit(name.FunctionIndex, new MeasuringGenerator(), null, name.Loop, isCompact: true);
                var placement = VariablePlacement.Plan(variables, builder, $"V{method.Name}_");
                GiantFunction.Emit(method, parameters, il => emitter.Emit(name.FunctionIndex, Watch(WithTokens(il), name), placement, name.Loop, isCompact: true));
                return;
            }
        }

        method.InitLocals = name.Loop >= 0;
        emitter.Emit(name.FunctionIndex, Watch(WithTokens(method.GetILGenerator()), name), null, name.Loop);
    }

    private ILGenerator WithTokens(ILGenerator il) => tokens is null ? il : new TokenGenerator(il, tokens);

    private ILGenerator Watch(ILGenerator il, MethodName name) => Watch(il, module, settings, name);

    private static Type[] ParametersOf(ValidatedModule module, MethodName name) =>
        name.Loop < 0 ? ClrTypes.Parameters(module.GetFunctionType(name.FunctionIndex)) : FunctionEmitter.LoopParameters;
}
