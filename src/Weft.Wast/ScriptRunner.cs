// Runs scripts (.wast) of the specification's test suite: each command against a fresh store, results compared with what it asserts.
using System.Collections.Immutable;
using Weft.Components;
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.Text.Script;

namespace Weft.Wast;

/// <summary>Runs the commands of one script in order. One script has one store; threads of a script have their own.</summary>
public sealed partial class ScriptRunner : IDisposable
{
    private readonly string _file;
    private readonly Engine _engine;
    private readonly Func<Engine, ModuleDefinition, Module> _load;
    private readonly Store _store;
    private readonly Linker _linker;
    private readonly Dictionary<string, Instance> _instances = [];
    private readonly Dictionary<string, Module> _definitions = [];
    private readonly Dictionary<string, (Thread Thread, ScriptRunner Runner)> _threads = [];
    private readonly Dictionary<string, Dictionary<string, External>> _shared = [];
    private readonly HashSet<string> _registered = [];
    private readonly List<ScriptFailure> _failures = [];
    private Instance? _current;
    private Module? _lastDefinition;
    private readonly ComponentLinker _components;
    private int _passed;

    private ScriptRunner(string file, Engine engine, Func<Engine, ModuleDefinition, Module> load)
    {
        _file = file;
        _engine = engine;
        _load = load;
        _store = new Store(engine);
        _linker = new Linker(engine) { AllowShadowing = true };
        _components = new ComponentLinker(engine) { AllowShadowing = true };
        SpecTestModule.AddTo(_linker, _store);
        SpecTestComponent.AddTo(_components);
    }

    /// <summary>Runs a script.</summary>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="script">Its text.</param>
    /// <param name="options">The engine to test; the features that <see cref="SuiteFeatures"/> names are switched off besides.</param>
    /// <param name="load">How modules that are to run are loaded; null for as usual.</param>
    public static ScriptResult Run(
        string file, ReadOnlyMemory<byte> script, EngineOptions options, Func<Engine, ModuleDefinition, Module>? load = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var disabled = options.Validation.DisabledFeatures.Union(SuiteFeatures.DisabledFor(file));
        using var engine = new Engine(options with { Validation = options.Validation with { DisabledFeatures = disabled } });
        ImmutableArray<ScriptCommand> commands;
        try
        {
            commands = ScriptParser.Parse(script);
        }
        catch (MalformedModuleException error)
        {
            return new ScriptResult(0, [new ScriptFailure(file, error.Position ?? default, error.Reason)]);
        }

        using var runner = new ScriptRunner(file, engine, load ?? ((engine, definition) => engine.LoadModule(definition)));
        runner.RunAll(commands);
        return new ScriptResult(runner._passed, [.. runner._failures]);
    }

    /// <summary>Frees the script's store.</summary>
    public void Dispose() => _store.Dispose();

    private void RunAll(ImmutableArray<ScriptCommand> commands)
    {
        foreach (var command in commands)
        {
            try
            {
                Execute(command);
                _passed++;
            }
            catch (AssertionException failure)
            {
                _failures.Add(new ScriptFailure(_file, command.Position, failure.Message));
            }
            catch (Exception error) when (error is WasmException or InvalidOperationException or ArgumentException or NotSupportedException or FormatException)
            {
                _failures.Add(new ScriptFailure(_file, command.Position, $"{Describe(command)}: {error.GetType().Name}: {error.Message}"));
            }
        }
    }

    private void Execute(ScriptCommand command)
    {
        switch (command)
        {
            case ModuleCommand { Module: { IsComponent: true, IsDefinition: false } component }:
                DefineAndRegister(component);
                break;
            case ModuleCommand module:
                DefineModule(module.Module);
                if (module.Module is { IsDefinition: false, Name: { } name } && !_registered.Contains(name))
                {
                    // As other engines have it: a module with a name serves imports of that name, unless one is registered for them.
                    _linker.DefineInstance(name, _current!);
                }

                break;
            case InstanceCommand instance when TryInstantiateComponent(instance):
                break;
            case InstanceCommand instance:
                var definition = instance.Definition is { } known ? Find(_definitions, known, "module") : _lastDefinition;
                SetInstance(instance.Instance, Instantiate(definition ?? throw new AssertionException("no module has been defined")));
                break;
            case RegisterCommand register:
                Register(register);
                break;
            case ActionCommand action:
                Perform(action.Action);
                break;
            case ThreadCommand thread:
                StartThread(thread);
                break;
            case WaitCommand wait:
                WaitFor(wait.Thread);
                break;
            default:
                ExecuteAssertion(command);
                break;
        }
    }

    private void Register(RegisterCommand command)
    {
        _registered.Add(command.Name);
        if (IsOfComponent(command.Instance))
        {
            _components.Root.DefineInstance(command.Name, FindComponentInstance(command.Instance));
            return;
        }

        if (command.Instance is null || !_shared.TryGetValue(command.Instance, out var exports))
        {
            _linker.DefineInstance(command.Name, FindInstance(command.Instance));
            return;
        }

        foreach (var (name, value) in exports)
        {
            _linker.Define(command.Name, name, value);
        }
    }

    private void DefineModule(ScriptModule source)
    {
        if (source.IsComponent)
        {
            DefineComponent(source);
            return;
        }

        var module = _load(_engine, Parse(source));
        if (!source.IsDefinition)
        {
            SetInstance(source.Name, Instantiate(module));
        }

        _lastDefinition = module;
        if (source.Name is not null)
        {
            _definitions[source.Name] = module;
        }
    }

    private ModuleDefinition Parse(ScriptModule source)
    {
        if (source.Kind == ScriptModuleKind.Binary)
        {
            return ModuleReader.Read(source.Bytes);
        }

        var module = source.ParseText();
        SuiteFeatures.CheckLimits(module, source.Position, _engine.Options.Validation);
        return module;
    }

    private Instance Instantiate(Module module) => _linker.Instantiate(_store, module);

    private void SetInstance(string? name, Instance instance)
    {
        _unlinked = null;
        _current = instance;
        _currentComponent = null;
        if (name is not null)
        {
            _instances[name] = instance;
        }
    }

    private Instance FindInstance(string? name) =>
        name is not null ? Find(_instances, name, "instance") : _current ?? throw new AssertionException(_unlinked ?? "no module has been instantiated");

    private static T Find<T>(Dictionary<string, T> map, string name, string what) =>
        map.TryGetValue(name, out var found) ? found : throw new AssertionException($"there is no {what} {name}");

    private ImmutableArray<Value> Perform(ScriptAction action)
    {
        if (IsOfComponent(action.Instance))
        {
            PerformOnComponent(action, out _);
            return [];
        }

        var instance = FindInstance(action.Instance);
        switch (action)
        {
            case InvokeAction invoke:
                return [.. instance.GetFunction(invoke.Name).Invoke([.. invoke.Arguments.Select(ToValue)])];
            case GetAction get:
                return [instance.GetGlobal(get.Name).Value];
            default:
                throw new AssertionException($"unknown action {action}");
        }
    }

    private static Value ToValue(ScriptValue value) => value switch
    {
        NumberValue number => Value.FromBits(number.Type.Kind, number.Bits),
        VectorValue vector => Value.FromVector(vector.Value),
        NullValue => Value.FromReference(null),
        HostValue host => Value.FromReference(new HostReference(host.Number)),
        _ => throw new AssertionException($"unknown value {value}"),
    };

    private static string Describe(ScriptCommand command) => command switch
    {
        ModuleCommand or InstanceCommand => "module",
        ActionCommand action => $"{action.Action.Name}",
        AssertReturnCommand assert => $"assert_return {assert.Action.Name}",
        AssertTrapCommand assert => $"assert_trap {assert.Action.Name}",
        AssertExceptionCommand assert => $"assert_exception {assert.Action.Name}",
        _ => command.GetType().Name,
    };
}
