use strict;
use warnings;
use JSON::PP;
use Plack::Builder;

open my $file, '<', 'policy.json' or die $!;
my $policy = decode_json(join '', <$file>)->{$ENV{POLICY}};

builder {
    enable 'CrossOrigin',
        origins         => $policy->{origins},
        methods         => $policy->{methods},
        headers         => $policy->{headers},
        expose_headers  => $policy->{exposed},
        credentials     => $policy->{credentials} ? 1 : 0,
        max_age         => $policy->{max_age};
    sub { [200, ['Content-Type' => 'application/json', 'X-Request-Id' => '1'], ['{}']] };
};
