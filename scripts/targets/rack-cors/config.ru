require 'json'
require 'rack/cors'

policy = JSON.parse(File.read('policy.json')).fetch(ENV.fetch('POLICY'))

use Rack::Cors do
  allow do
    origins(*policy['origins'])
    resource '*', headers: policy['headers'], methods: policy['methods'].map { |name| name.downcase.to_sym }, expose: policy['exposed'],
                  credentials: policy['credentials'], max_age: policy['max_age']
  end
end

run ->(_environment) { [200, { 'Content-Type' => 'application/json', 'X-Request-Id' => '1' }, ['{}']] }
