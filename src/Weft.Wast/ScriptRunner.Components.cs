// Components in scripts: read or parsed, validated, instantiated, called. The suite's words are those of messages that name more, so that
// they are looked for anywhere in a message.
using Weft.Components;
using Weft.Components.Binary;
using Weft.Components.Text;
using Weft.Components.Types;
using Weft.Wasm;
using Weft.Wasm.Text;
using Weft.Wasm.Text.Script;

namespace Weft.Wast;

public sealed partial class ScriptRunner
{
    private const string TrapPrefix = "wasm trap: ";

    private readonly Dictionary<string, Component> _componentDefinitions = [];
    private readonly Dictionary<string, ComponentInstance> _componentInstances = [];
    private Component? _lastComponent;
    private ComponentInstance? _currentComponent;
    private string? _unlinked;

    private void DefineComponent(ScriptModule source)
    {
        var component = LoadComponent(source);
        if (!source.IsDefinition)
        {
            SetComponentInstance(source.Name, component);
        }

        _lastComponent = component;
        if (source.Name is not null)
        {
            _componentDefinitions[source.Name] = component;
        }
    }

    /// <summary>
    /// A component of its own command: with a name it serves the imports of that name of those that follow. Some scripts only want it to be
    /// valid, and nobody has what it imports: whoever uses it then is told so.
    /// </summary>
    private void DefineAndRegister(ScriptModule source)
    {
        try
        {
            DefineComponent(source);
        }
        catch (LinkException error) when (error.Message.StartsWith("unknown import", StringComparison.Ordinal))
        {
            (_currentComponent, _current, _unlinked) = (null, null, error.Message);
            return;
        }

        if (source.Name is { } name && !_registered.Contains(name))
        {
            _components.Root.DefineInstance(name, _currentComponent!);
        }
    }

    // `component instance` is the same command as `module instance`: which one it is, the name of the definition tells.
    private bool TryInstantiateComponent(InstanceCommand command)
    {
        var component = command.Definition is { } name ? _componentDefinitions.GetValueOrDefault(name) : _currentComponent is null ? null : _lastComponent;
        if (component is null)
        {
            return false;
        }

        SetComponentInstance(command.Instance, component);
        return true;
    }

    private void SetComponentInstance(string? name, Component component)
    {
        _currentComponent = _components.Instantiate(_store, component);
        _unlinked = null;
        if (name is not null)
        {
            _componentInstances[name] = _currentComponent;
        }
    }

    private Component LoadComponent(ScriptModule source, ComponentFeatures features = ComponentFeatures.All)
    {
        var definition = source.Kind switch
        {
            ScriptModuleKind.Binary => ComponentReader.Read(source.Bytes),
            ScriptModuleKind.Quote => ComponentTextParser.Parse(source.Bytes),
            _ => ComponentTextParser.Parse(source.Bytes, new WatParserOptions { Start = source.Position }),
        };
        return Component.Load(_engine, definition, features);
    }

    private bool IsOfComponent(string? instance) => instance is null ? _currentComponent is not null : _componentInstances.ContainsKey(instance);

    private ComponentInstance FindComponentInstance(string? name) => name is null ? _currentComponent! : _componentInstances[name];

    private ComponentValue? PerformOnComponent(ScriptAction action, out ComponentFunctionType type)
    {
        var function = FindComponentInstance(action.Instance).GetFunction(action.Name);
        type = function.Type;
        var arguments = ((InvokeAction)action).Arguments;
        if (arguments.Length != type.Parameters.Length)
        {
            throw new AssertionException($"{action.Name} takes {type.Parameters.Length} arguments, not {arguments.Length}");
        }

        var values = new ComponentValue[arguments.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = ComponentConstants.ToValue(arguments[i], type.Parameters[i].Type);
        }

        return function.Call(values);
    }

    private void AssertComponentReturn(AssertReturnCommand assert)
    {
        var result = PerformOnComponent(assert.Action, out var type);
        if ((result is null ? 0 : 1) != assert.Results.Length)
        {
            throw new AssertionException($"{assert.Action.Name} returned {result?.ToString() ?? "nothing"}, expected {assert.Results.Length} values");
        }

        if (result is { } value && !ComponentConstants.Matches(assert.Results[0], value, type.Result!))
        {
            throw new AssertionException($"{assert.Action.Name} returned {value}, expected {assert.Results[0]}");
        }
    }

    // Some words are those of another engine, which begins them all alike and names the instruction.
    private static void AssertComponentTrap(string message, Action action)
    {
        var trap = Expect<TrapException>($"the trap '{message}'", action);
        var words = message.StartsWith(TrapPrefix, StringComparison.Ordinal) ? message[TrapPrefix.Length..] : message;
        if (!trap.Message.Contains(words, StringComparison.Ordinal) && !(trap.Kind == TrapKind.Unreachable && words.Contains("unreachable", StringComparison.Ordinal)))
        {
            throw new AssertionException($"trapped with '{trap.Message}', expected '{message}'");
        }
    }

    private void AssertComponentFails<T>(ScriptModule source, string message)
        where T : WasmException
    {
        // Scripts of what is gated use it without saying so; others assert that it is off.
        if (FindError(source, ComponentFeatures.None) is T byDefault && byDefault.Message.Contains(message, StringComparison.Ordinal))
        {
            return;
        }

        var error = Expect<T>($"'{message}'", () => LoadComponent(source));
        if (!error.Message.Contains(message, StringComparison.Ordinal))
        {
            throw new AssertionException($"failed with '{error.Message}', expected '{message}'");
        }
    }

    private WasmException? FindError(ScriptModule source, ComponentFeatures features)
    {
        try
        {
            LoadComponent(source, features);
            return null;
        }
        catch (WasmException error)
        {
            return error;
        }
    }
}
