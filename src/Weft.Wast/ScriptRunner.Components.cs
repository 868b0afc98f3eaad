// Components in scripts: read or parsed, and validated. The suite's words are those of messages that name more, so that they are looked
// for anywhere in a message.
using Weft.Components;
using Weft.Components.Binary;
using Weft.Components.Text;
using Weft.Components.Validation;
using Weft.Wasm;
using Weft.Wasm.Text;
using Weft.Wasm.Text.Script;

namespace Weft.Wast;

public sealed partial class ScriptRunner
{
    /// <summary>How failures begin that say only that components are not instantiated yet.</summary>
    public const string NotBuiltYet = "not built yet";

    private static readonly ComponentValidationOptions s_componentOptions = new() { Features = ComponentFeatures.All };

    private static AssertionException NotBuilt() => new($"{NotBuiltYet}: components are validated, but not instantiated");

    private void DefineComponent(ScriptModule source)
    {
        ValidateComponent(source);
        _isComponentCurrent = true;
    }

    private ValidatedComponent ValidateComponent(ScriptModule source)
    {
        var component = source.Kind switch
        {
            ScriptModuleKind.Binary => ComponentReader.Read(source.Bytes),
            ScriptModuleKind.Quote => ComponentTextParser.Parse(source.Bytes),
            _ => ComponentTextParser.Parse(source.Bytes, new WatParserOptions { Start = source.Position }),
        };
        return ComponentValidator.Validate(component, _componentTypes, s_componentOptions with { Modules = _engine.Options.Validation });
    }

    private void AssertComponentFails<T>(ScriptModule source, string message)
        where T : WasmException
    {
        var error = Expect<T>($"'{message}'", () => ValidateComponent(source));
        if (!error.Message.Contains(message, StringComparison.Ordinal))
        {
            throw new AssertionException($"failed with '{error.Message}', expected '{message}'");
        }
    }
}
